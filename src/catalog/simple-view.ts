import { isDeepStrictEqual } from 'node:util';
import type { ViewRow } from './assemble-table.ts';
import type { Column, Table, UniqueKey } from './table.ts';

/** What a view's query is, where it is nothing but columns of one relation, and rows by comparisons. */
export interface ViewQuery {
  /** The relation below. */
  readonly oid: number;
  /** For each of the view's columns, in order, the number of the column (attnum) that it is. */
  readonly columns: readonly number[];
  /** True where the view doesn't show every row, or refuses some. */
  readonly isFiltered: boolean;
}

/**
 * Nodes of a plain query whose conditions compare columns with constants. Whatever else there is may fail on a row, look
 * at other rows, or be a function: of a casted column, say, or of a user's. The names differ between majors.
 */
const PLAIN_NODES: ReadonlySet<string> = new Set([
  ...['QUERY', 'RTE', 'RANGETBLENTRY', 'RTEPERMISSIONINFO', 'ALIAS', 'FROMEXPR', 'RANGETBLREF', 'TARGETENTRY'],
  ...['VAR', 'CONST', 'BOOLEXPR', 'OPEXPR', 'SCALARARRAYOPEXPR', 'NULLTEST', 'BOOLEANTEST', 'RELABELTYPE'],
  ...['ARRAY', 'ARRAYEXPR', 'ARRAYCOERCEEXPR', 'CASETESTEXPR'],
]);

/** Options under which a view's rows are written as those of any other are. Not security_barrier, to be cautious. */
const PLAIN_OPTION = /^(?:check_option=(?:local|cascaded)|security_invoker=(?:true|on|yes|1|false|off|no|0))$/;

/** Where a column comes from stands at its end. In names, blanks and braces have a backslash before them. */
const COLUMN =
  / :resno (\d+) :resname \S.*? :ressortgroupref 0 :resorigtbl (\d+) :resorigcol (-?\d+) :resjunk false\}/g;

/**
 * Reads the server's tree of a view's query (pg_rewrite.ev_action); undefined for a query that is more than plain, or that
 * isn't understood. It is the only place that tells which column of the table a view's column is.
 */
export function queryOfView({ query, options }: ViewRow): ViewQuery | undefined {
  if (!(options ?? []).every((option) => PLAIN_OPTION.test(option))) return undefined;
  const nodes = [...query.matchAll(/(?<!\\)\{([A-Z]+)/g)].map(([, node]) => node ?? '');
  if (nodes.some((node) => !PLAIN_NODES.has(node))) return undefined;
  // A whole row or a column of the system's.
  if (/ :varattno (?:0|-)/.test(query)) return undefined;
  const found = [...query.matchAll(COLUMN)].map((match) => match.slice(1).map(Number));
  const columns = found.map(([, , column = 0]) => column);
  const oid = found[0]?.[1] ?? 0;
  const isPlain =
    oid !== 0 &&
    nodes.filter((node) => node === 'TARGETENTRY').length === found.length &&
    nodes.filter((node) => node === 'RANGETBLREF').length === 1 &&
    found.every(([number, table], i) => number === i + 1 && table === oid) &&
    columns.every((column, i) => column > 0 && columns.indexOf(column) === i);
  if (!isPlain) return undefined;
  const isFiltered = !query.includes(' :quals <>}') || (options ?? []).some((option) => option.startsWith('check_'));
  return { oid, columns, isFiltered };
}

/**
 * The view with all that its table says of keys, indexes, constraints and partitions; the view as it is where that table
 * has something that only it can answer. `numbers`: the table's columns by attnum.
 */
export function throughView(view: Table, table: Table, query: ViewQuery, numbers: ReadonlyMap<number, string>): Table {
  const { kind } = table;
  if (kind !== 'table' && kind !== 'partitioned') return view;
  // What runs for a row, and so must run for one after another.
  const runs = (each: Table) =>
    each.triggers || each.rules || each.rowSecurity || each.userFunctions || each.foreignKeysBelow;
  const { insert, update, delete: remove } = view.insteadOf;
  if (runs(view) || runs(table) || insert || update || remove) return view;
  // The exact lane looks whether a row is there before it needs a right, and so may do with fewer.
  if (!view.granted || !table.granted) return view;

  const shown = query.columns.map((number) => table.columns.get(numbers.get(number) ?? ''));
  const columns = [...view.columns.values()].map((column, i) => columnThrough(column, shown[i]));
  if (columns.length !== shown.length || columns.includes(undefined)) return view;
  const nameOf = new Map(shown.map((column, i) => [column?.name ?? '', columns[i]?.name ?? '']));
  const found = columns.filter((column) => column !== undefined);
  return {
    ...table,
    oid: view.oid,
    schema: view.schema,
    name: view.name,
    kind: view.kind,
    access: view.access,
    comment: view.comment,
    insteadOf: view.insteadOf,
    columns: new Map(found.map((column) => [column.name, column])),
    keys: table.keys.flatMap((key) => keyThrough(key, nameOf)),
    partitionColumns: table.partitionColumns.map((name) => (name === null ? null : (nameOf.get(name) ?? null))),
    sharesSequence: table.sharesSequence || view.sharesSequence,
    // A row that left the view is refused when it comes again. FROM ONLY shows none of a partitioned table's.
    checked: table.checked || view.checked || query.isFiltered || kind === 'partitioned',
    below: { oid: table.oid, kind, hidden: [...table.columns.values()].filter((column) => !nameOf.has(column.name)) },
  };
}

/** What a view's column and its table's say together; undefined where a column isn't written as it is given. */
function columnThrough(own: Column, below: Column | undefined): Column | undefined {
  if (below === undefined || below.generated || below.identityAlways) return undefined;
  const { type, userCast, deterministic } = below;
  const isAlike = isDeepStrictEqual(own.type, type) && own.userCast === userCast && own.deterministic === deterministic;
  if (!isAlike) return undefined;
  const hasOwnDefault = own.default !== null;
  return {
    ...own,
    notNull: below.notNull,
    // The table's default stands in where the view's column has none.
    hasDefault: own.hasDefault || below.hasDefault,
    default: hasOwnDefault ? own.default : below.default,
    numbered: hasOwnDefault ? own.numbered : below.numbered,
  };
}

/** A key whose columns the view shows, by its names. None is primary: a view's keys are not completed. */
function keyThrough(key: UniqueKey, nameOf: ReadonlyMap<string, string>): readonly UniqueKey[] {
  const columns = key.columns.flatMap((name) => nameOf.get(name) ?? []);
  return columns.length === key.columns.length ? [{ ...key, columns, primary: false }] : [];
}
