import type { CopyFormat } from '../encode/copy-rows.ts';
import type { Binding } from './binding.ts';
import { NoBinaryFormError } from './copy-group.ts';
import type { StagedRows } from './stage.ts';

/** Which new rows are to be sent by COPY, and how. */
export interface CopyRule {
  /** The format of a binding's rows; undefined where they are not to be sent by COPY. */
  readonly formatOf: (binding: Binding) => CopyFormat | undefined;
  /** How the rows of a binding go by the stage; undefined where they don't. Only a StagedStream has such rows. */
  readonly stageOf?: (binding: Binding) => StagedRows | undefined;
  /** A value of the binding's rows had no binary form: from now on they are to be texts. */
  readonly asText: (binding: Binding) => void;
}

/** No rows go by COPY. */
export const noCopy: CopyRule = { formatOf: () => undefined, asText: () => undefined };

/** Makes groups, and makes them anew with texts where a value turns out to have no binary form. */
export function copying<T>(rule: CopyRule, make: () => T): T {
  for (;;) {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof NoBinaryFormError)) throw error;
      rule.asText(error.binding);
      // Else it would go on for ever.
      if (rule.formatOf(error.binding) === 'binary') throw error;
    }
  }
}
