import type { ColumnTypeChoice } from '../cli/option-types.ts';

/**
 * Gives the type that `--column-type` names for a column: a choice with the schema rather than one without, of equals
 * the last. Undefined where none names it.
 */
export function columnTypeOf(
  choices: readonly ColumnTypeChoice[],
): (schema: string, table: string, column: string) => string | undefined {
  return (schema, table, column) => {
    const named = choices.filter((choice) => choice.relation.name === table && choice.column === column);
    const exact = named.findLast((choice) => choice.relation.schema === schema);
    return (exact ?? named.findLast((choice) => choice.relation.schema === undefined))?.type;
  };
}
