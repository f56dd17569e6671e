import type { Builtin } from '../evaluate/context.ts';
import { indirect } from '../evaluate/reflected.ts';
import { sprint, sprintln } from '../fmt/sprint.ts';
import { sprintf } from '../fmt/sprintf.ts';
import { type Budget, checkBytes } from '../limits.ts';
import { isPrint } from '../strconv/quote.ts';
import { anyType, type GoType, stringType } from '../type.ts';
import { decodeRune } from '../utf8.ts';
import type { GoFunction, GoValue } from '../value.ts';

/** Printing and escaping: the functions of text/template that yield text. */
export const printBuiltins: readonly (Builtin | GoFunction)[] = [
  text('print', sprint),
  text('println', sprintln),
  text('printf', ([format, ...values], budget) => sprintf(String(format), values, budget), [stringType, anyType]),
  text('html', (values, budget) => escapeHtml(textOfAll(values, budget))),
  text('js', (values, budget) => escapeJs(textOfAll(values, budget))),
  text('urlquery', (values, budget) => escapeQuery(textOfAll(values, budget))),
];

function text(
  name: string,
  print: (values: readonly GoValue[], budget: Budget) => string,
  params: readonly GoType[] = [anyType],
): GoFunction {
  const call = (values: readonly GoValue[], budget: Budget) => {
    const out = print(values, budget);
    checkBytes(out.length);
    return out;
  };
  return { name, params, variadic: true, result: stringType, call };
}

/** The values printed one after the other, what is missing as actions print it. */
function textOfAll(values: readonly GoValue[], budget: Budget): string {
  const shown = values.map((value) => (value === null ? '<no value>' : (indirect(value) ?? value)));
  return sprint(shown, budget);
}

const htmlEscapes: ReadonlyMap<string, string> = new Map([
  ['\0', '\xef\xbf\xbd'],
  ['"', '&#34;'],
  ["'", '&#39;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/** https://pkg.go.dev/text/template#HTMLEscapeString */
function escapeHtml(bytes: string): string {
  return bytes.replace(/[\0"'&<>]/g, (char) => htmlEscapes.get(char) ?? char);
}

const jsEscapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['"', '\\"'],
  ['<', '\\u003C'],
  ['>', '\\u003E'],
  ['&', '\\u0026'],
  ['=', '\\u003D'],
]);

/** https://pkg.go.dev/text/template#JSEscapeString */
function escapeJs(bytes: string): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const decoded = decodeRune(bytes, at);
    const rune = decoded >> 3;
    const char = bytes.slice(at, at + (decoded & 7));
    const isPlain = rune >= 0x20 && (rune < 0x80 || isPrint(rune));
    out += jsEscapes.get(char) ?? (isPlain ? char : `\\u${rune.toString(16).toUpperCase().padStart(4, '0')}`);
    at += decoded & 7;
  }
  return out;
}

/** https://pkg.go.dev/net/url#QueryEscape */
function escapeQuery(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9_.~-]/g, (char) => {
    return char === ' ' ? '+' : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
