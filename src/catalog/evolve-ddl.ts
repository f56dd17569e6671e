import { quoteIdentifier, quoteRelation } from '../plan/identifier.ts';
import type { Change } from '../route/change.ts';
import { addChange, addColumnSql, newColumn, type SchemaOptions } from './create-table.ts';
import { readMark, replaceMark } from './evolve-mark.ts';
import type { Need } from './evolve-needs.ts';
import { wideningExpression } from './evolve-type.ts';
import { columnsSeen, type InferredType } from './infer.ts';
import type { Table } from './table.ts';

/** What is to be run for one need. */
export interface Evolving {
  readonly ddl: readonly string[];
  /** A column whose type is now an inferred one, for the table's mark. */
  readonly inferred?: readonly [column: string, type: InferredType] | undefined;
}

/**
 * The statements for a need. A new column has its type from `following`: the changes of the table from the one on that
 * needs it.
 */
export function evolvingFor(options: SchemaOptions, need: Need, table: Table, following: readonly Change[]): Evolving {
  switch (need.kind) {
    case 'column': {
      const seen = columnsSeen(options.infer, [need.name]);
      for (const change of following) addChange(seen, change);
      const column = newColumn(table, need.name, seen.types().get(need.name) ?? 'text', options);
      const inferred = column.inferred === undefined ? undefined : ([need.name, column.inferred] as const);
      return { ddl: [addColumnSql(table, column)], inferred };
    }
    case 'index':
      return {
        ddl: [`CREATE UNIQUE INDEX ON ${quoteRelation(table)} (${need.columns.map(quoteIdentifier).join(', ')})`],
      };
    case 'type': {
      const name = quoteIdentifier(need.column.name);
      const expression = wideningExpression(need.column.type, need.type, name);
      const using = expression === undefined ? '' : ` USING ${expression}`;
      const ddl = [`ALTER TABLE ${quoteRelation(table)} ALTER COLUMN ${name} TYPE ${need.type}${using}`];
      return { ddl, inferred: need.inferred ? [need.column.name, need.type as InferredType] : undefined };
    }
    default:
      return need satisfies never;
  }
}

/** The comment with the column's new type in its mark; as it is where the table is not of the tool's making. */
export function withMark(comment: string, [column, type]: readonly [string, InferredType]): string {
  const mark = readMark(comment);
  return mark === undefined ? comment : replaceMark(comment, new Map([...mark, [column, type]]));
}
