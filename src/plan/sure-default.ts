import type { Column } from '../catalog/table.ts';
import type { Binding } from './binding.ts';

/**
 * Whether no default that a new row of this binding takes can fail, so that it makes no difference whether it is worked
 * out: `INSERT … ON CONFLICT` does so for a row that is there too. Cautious, as what an expression does is not known.
 */
export function hasSureDefaults({ table, columns }: Binding): boolean {
  const given = new Set(columns.map(({ column }) => column));
  return [...table.columns.values(), ...(table.below?.hidden ?? [])].every(
    (column) => given.has(column) || column.generated || !column.hasDefault || isSureDefault(column),
  );
}

const LITERAL = /^'((?:[^']|'')*)'(?:::[a-z_ ]+(?:\[\])?)?$/;
/** Few enough digits for a smallint, since an expression of another integer type is converted without a word. */
const NUMBER = /^\(?-?(\d{1,4})(?:\.\d{1,4})?\)?$/;
const SAFE_CALL = /^(?:true|false|now\(\)|CURRENT_(?:TIMESTAMP|DATE)|gen_random_uuid\(\))$/;

/** Whether a default is a constant that fits its column, or one of a few functions that don't fail. */
function isSureDefault({ default: expression, type }: Column): boolean {
  if (expression === null || type.kind === 'domain') return false;
  if (SAFE_CALL.test(expression)) return true;
  const literal = LITERAL.exec(expression)?.[1];
  if (literal !== undefined) return type.modifier < 0 || literal.length <= type.modifier - 4;
  const whole = NUMBER.exec(expression)?.[1];
  if (whole === undefined) return false;
  return type.modifier < 0 || (type.name === 'numeric' && whole.length <= wholeDigits(type.modifier));
}

/** Digits before the point that a numeric(p, s) takes. https://www.postgresql.org/docs/current/datatype-numeric.html */
function wholeDigits(modifier: number): number {
  const scale = (modifier - 4) & 0x7ff;
  return (((modifier - 4) >> 16) & 0xffff) - (scale > 1000 ? 0 : scale);
}
