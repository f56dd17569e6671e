import { type CdcRecord, type Decoded, isRejected, type RejectedLine } from '../decode/record.ts';
import type { Row } from '../decode/row.ts';
import type { RecordError } from '../errors.ts';
import type { Template } from '../template/template.ts';
import {
  type Change,
  type ChangeOptions,
  changeReader,
  keyReader,
  type NoChange,
  type SkippedChange,
} from './change.ts';
import { isInvalidRelation, type Relation, relationReader } from './relation.ts';

/** A record whose table could not be told. */
export interface Unrouted {
  readonly record: CdcRecord;
  readonly relation: null;
  readonly key: Row | null;
  readonly error: RecordError;
}

/** What a line became on its way to the writer; only a Change goes further than to its result line. */
export type Routed = Change | NoChange | SkippedChange | Unrouted | RejectedLine;

export interface RouteOptions extends ChangeOptions {
  readonly template: Template;
  /** `--schema`: of unqualified names. */
  readonly schema: string | undefined;
  /** `--only-tables`: the error for a relation that no pattern names. */
  readonly refuse: (relation: Relation) => RecordError | undefined;
}

/** True for what goes to the writer. */
export function isChange(routed: Routed): routed is Change {
  return 'kind' in routed;
}

/** Gives the function from decoded lines to changes, in the same order. */
export function router(options: RouteOptions): (decoded: readonly Decoded[]) => readonly Routed[] {
  const readRelation = relationReader(options.schema);
  const readChange = changeReader(options);
  const readKey = keyReader(options.keyColumns);

  function routeOne(decoded: Decoded): Routed {
    if (isRejected(decoded)) return decoded;
    const rendered = options.template.render(decoded);
    const relation = typeof rendered === 'string' ? readRelation(rendered) : rendered;
    if (isInvalidRelation(relation)) return { record: decoded, relation: null, key: readKey(decoded), error: relation };
    const refused = options.refuse(relation);
    if (refused !== undefined) return { record: decoded, relation, key: readKey(decoded), error: refused };
    return readChange(decoded, relation);
  }

  return (decoded) => decoded.map(routeOne);
}
