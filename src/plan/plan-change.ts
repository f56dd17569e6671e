import type { Table } from '../catalog/table.ts';
import type { RecordError } from '../errors.ts';
import type { Change } from '../route/change.ts';
import { type Binder, type Binding, isBindingError } from './binding.ts';
import { keyCompleter } from './full-key.ts';
import { displayRelation } from './identifier.ts';

/** A change whose table, columns and key are known: ready for either lane. */
export interface PlannedChange {
  /** Its place in the batch. */
  readonly index: number;
  readonly change: Change;
  readonly binding: Binding;
}

/** True where the change fits its table. */
export function isPlanned(planned: PlannedChange | RecordError): planned is PlannedChange {
  return 'binding' in planned;
}

/** Gives the function that holds a change against its table; pure, nothing is sent. */
export function changePlanner(
  bind: Binder,
): (table: Table, change: Change, index: number) => PlannedChange | RecordError {
  const complete = keyCompleter();
  return (table, given, index) => {
    if (table.kind === 'other') return notWritable(table);
    const change = complete(table, given);
    const binding = bind(table, change.kind, change.row.shape, change.key?.shape ?? null);
    return isBindingError(binding) ? binding : { index, change, binding };
  };
}

function notWritable(table: Table): RecordError {
  return {
    code: 'invalid_table',
    message: `${displayRelation(table)} is neither a table nor a view: a materialized view, a sequence or an index cannot be written to`,
    hint: 'route the record to a table',
  };
}
