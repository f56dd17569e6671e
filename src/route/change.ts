import { type CdcRecord, type Data, isRow } from '../decode/record.ts';
import { Kind, type Row, type Shape } from '../decode/row.ts';
import { textOf } from '../decode/text.ts';
import type { RecordError } from '../errors.ts';
import type { Relation } from './relation.ts';
import { columnDropper, containsRow, overlayer, pickColumns, shapeOf } from './row-algebra.ts';

/** What is to be done to one row. `move` is an update whose key changed; `soft-delete` is `--on-delete soft=COLUMN`. */
export type ChangeKind = 'append' | 'upsert' | 'delete' | 'soft-delete' | 'move';

/** One record on its way to its table. */
export interface Change {
  readonly record: CdcRecord;
  readonly relation: Relation;
  readonly kind: ChangeKind;
  /** The key's columns and values: of a move the new key. Null only for an append. */
  readonly key: Row | null;
  /** Only for a move: the key that the row has so far; the same columns as `key`. */
  readonly oldKey: Row | null;
  /** The columns to write: `payload.after` with the key over it; of a delete the key alone. */
  readonly row: Row;
}

/** Why a record is no change, with the key where it is known, so that the result line can show it. */
export interface NoChange {
  readonly record: CdcRecord;
  readonly relation: Relation;
  readonly key: Row | null;
  readonly error: RecordError;
}

/** A record that is left alone on purpose: `--on-delete ignore`. */
export interface SkippedChange {
  readonly record: CdcRecord;
  readonly relation: Relation;
  readonly key: Row | null;
  readonly skipped: true;
}

/** How records become changes. */
export interface ChangeOptions {
  /** `--key`, empty where not given. */
  readonly keyColumns: readonly string[];
  /** `--on-delete`. */
  readonly onDelete: { readonly kind: 'delete' | 'ignore' } | { readonly kind: 'soft'; readonly column: string };
  /** `--update-nulls`. */
  readonly updateNulls: 'set' | 'keep' | 'before';
  /** Milliseconds since 1970; the time of a soft delete whose record tells none. */
  readonly now: () => number;
}

type Options = ChangeOptions & {
  readonly keyShape: Shape | null;
  readonly overlay: (row: Row, over: Row) => Row;
  readonly drop: (row: Row, leave: (index: number) => boolean) => Row;
};

/** Gives the function from a record and its relation to a change. */
export function changeReader(
  given: ChangeOptions,
): (record: CdcRecord, relation: Relation) => Change | NoChange | SkippedChange {
  const keyShape = given.keyColumns.length === 0 ? null : shapeOf(given.keyColumns);
  const options = { ...given, keyShape, overlay: overlayer(), drop: columnDropper() };

  return (record, relation) => {
    const found = keyOf(record, keyShape);
    const isKey = found === null || !isError(found);
    const key = isKey ? found : null;
    if (record.operation === 'delete' && options.onDelete.kind === 'ignore') {
      return { record, relation, key, skipped: true };
    }
    const change = isKey ? changeWithKey(record, relation, key, options) : found;
    if (!isError(change)) return change;
    return { record, relation, key, error: change };
  };
}

/** Gives the function that reads a record's key for its result line, whether it can be applied or not. */
export function keyReader(keyColumns: readonly string[]): (record: CdcRecord) => Row | null {
  const keyShape = keyColumns.length === 0 ? null : shapeOf(keyColumns);
  return (record) => {
    const found = keyOf(record, keyShape);
    return found === null || isError(found) ? null : found;
  };
}

/** True where the record could not be made a change. */
export function isNoChange(change: Change | NoChange | SkippedChange): change is NoChange {
  return 'error' in change;
}

function isError(found: Change | Row | RecordError): found is RecordError {
  return 'code' in found;
}

/** The record's own key; else the columns of `--key` from the payload; else null. */
function keyOf(record: CdcRecord, keyShape: Shape | null): Row | null | RecordError {
  const { key } = record;
  if (isRow(key)) {
    if (key.shape.names.length > 0) return key;
  } else if (key !== null) {
    return plainKey(key.raw, keyShape);
  }
  if (keyShape === null) return null;
  const side = record.operation === 'delete' ? 'before' : 'after';
  const payload = record[side];
  const picked = isRow(payload) ? pickColumns(payload, keyShape) : undefined;
  if (picked !== undefined) return picked;
  const missing = isRow(payload) ? keyShape.names.filter((name) => !payload.shape.indexOf.has(name)) : keyShape.names;
  return {
    code: 'key_required',
    message: `the record has no key, and payload.${side} lacks the key column${missing.length > 1 ? 's' : ''} ${missing.map((name) => JSON.stringify(name)).join(', ')} of --key`,
    hint: `give --key columns that payload.${side} has`,
  };
}

/** A raw key that is no JSON object: one plain value, named by `--key` with one column. */
function plainKey(raw: Buffer, keyShape: Shape | null): Row | RecordError {
  if (keyShape?.names.length !== 1) {
    const count = keyShape === null ? 'no --key is given' : `--key names ${keyShape.names.length} columns`;
    return {
      code: 'key_required',
      message: `the key is a plain value, which names no column, and ${count}`,
      hint: 'name its column with --key COLUMN',
    };
  }
  const text = raw.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(raw)) {
    return {
      code: 'invalid_record',
      message: 'the key is raw data that is neither a JSON object nor UTF-8 text',
      hint: 'decode it before it comes here; an Avro key needs its schema',
    };
  }
  const bytes = Buffer.from(JSON.stringify(text), 'utf8');
  const kind = bytes.includes(0x5c) ? Kind.escaped : Kind.string;
  return { shape: keyShape, bytes, spans: Int32Array.of(kind, 1, bytes.length - 1), offset: 0 };
}

function changeWithKey(record: CdcRecord, relation: Relation, key: Row | null, options: Options): Change | RecordError {
  const { overlay } = options;
  const after = isRow(record.after) ? record.after : null;
  switch (record.operation) {
    case 'create':
    case 'snapshot':
      if (key === null) return append(record, relation, after);
      return nullInKey(key) ?? keyed(record, relation, 'upsert', key, after === null ? key : overlay(after, key));
    case 'update':
      return key === null ? keyRequired('update') : update(record, relation, key, options);
    case 'delete':
      if (key === null) return keyRequired('delete');
      return nullInKey(key) ?? remove(record, relation, key, options);
    default:
      return record.operation satisfies never;
  }
}

function keyed(record: CdcRecord, relation: Relation, kind: ChangeKind, key: Row, row: Row): Change {
  return { record, relation, kind, key, oldKey: null, row };
}

function append(record: CdcRecord, relation: Relation, after: Row | null): Change | RecordError {
  if (after !== null) return { record, relation, kind: 'append', key: null, oldKey: null, row: after };
  return {
    code: 'invalid_record',
    message: `a ${record.operation} without key and without payload.after holds nothing to write`,
    hint: 'put the row into payload.after',
  };
}

/**
 * Conduit's key of an update is the new one, the old one stands only in `payload.before`; other sources send the old
 * one as key. So the old key is read from `before` and the new one from `after` where all its columns are there, and
 * the record's key stands in for either.
 */
function update(record: CdcRecord, relation: Relation, key: Row, options: Options): Change | RecordError {
  const after = isRow(record.after) ? withoutNulls(record.after, record.before, options) : null;
  const newKey = after === null || containsRow(after, key) ? key : (pickColumns(after, key.shape) ?? key);
  const oldKey = oldKeyOf(record, key);
  const missing = nullInKey(newKey) ?? nullInKey(oldKey);
  if (missing !== undefined) return missing;
  const row = after === null ? newKey : options.overlay(after, newKey);
  if (oldKey === newKey || containsRow(oldKey, newKey)) return keyed(record, relation, 'upsert', newKey, row);
  return { record, relation, kind: 'move', key: newKey, oldKey, row };
}

/** `--update-nulls`: `keep` drops nulls from the row, `before` puts the values in that `payload.before` has. */
function withoutNulls(after: Row, before: Data, { updateNulls, overlay, drop }: Options): Row {
  if (updateNulls === 'set') return after;
  const isNull = (row: Row, index: number) => row.spans[row.offset + index * 3] === Kind.null;
  if (updateNulls === 'keep') return drop(after, (index) => isNull(after, index));
  if (!isRow(before)) return after;
  const wanted = drop(before, (index) => {
    const place = after.shape.indexOf.get(before.shape.names[index] as string);
    return place === undefined || !isNull(after, place);
  });
  return overlay(after, wanted);
}

/** A delete, or with `--on-delete soft=COLUMN` the update of that column. */
function remove(record: CdcRecord, relation: Relation, key: Row, { onDelete, now, overlay }: Options): Change {
  if (onDelete.kind !== 'soft') return keyed(record, relation, 'delete', key, key);
  const bytes = Buffer.from(`"${changeTime(record, now)}"`, 'latin1');
  const spans = Int32Array.of(Kind.string, 1, bytes.length - 1);
  const time = { shape: shapeOf([onDelete.column]), bytes, spans, offset: 0 };
  return keyed(record, relation, 'soft-delete', key, overlay(key, time));
}

/** When the change was made: `opencdc.createdAt`, nanoseconds since 1970 as text, or now; in ISO form, to the nanosecond. */
function changeTime({ metadata }: CdcRecord, now: () => number): string {
  const index = metadata?.shape.indexOf.get('opencdc.createdAt');
  const text = metadata === null || index === undefined ? '' : textOf(metadata, index);
  if (!/^\d{1,19}$/.test(text)) return new Date(now()).toISOString();
  const digits = text.padStart(10, '0');
  const seconds = new Date(Number(digits.slice(0, -9)) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${digits.slice(-9)}Z`;
}

function oldKeyOf(record: CdcRecord, key: Row): Row {
  if (!isRow(record.before) || containsRow(record.before, key)) return key;
  const before = pickColumns(record.before, key.shape);
  return before === undefined || nullInKey(before) !== undefined ? key : before;
}

/** A unique index takes nulls for different, so a key with one would match no row, ever. */
function nullInKey(key: Row): RecordError | undefined {
  for (let i = 0; i < key.shape.names.length; i++) {
    if (key.spans[key.offset + i * 3] !== Kind.null) continue;
    const column = key.shape.names[i] as string;
    return {
      code: 'invalid_value',
      message: `the key's column ${JSON.stringify(column)} is null, which matches no row`,
      column,
      hint: 'give the key a value, or take the column out of the key',
    };
  }
  return undefined;
}

function keyRequired(operation: 'update' | 'delete'): RecordError {
  return {
    code: 'key_required',
    message: `${operation === 'update' ? 'an update' : 'a delete'} needs a key, and the record has none`,
    hint: `name the key columns with --key COLUMN,… (taken from payload.${operation === 'update' ? 'after' : 'before'})`,
  };
}
