/**
 * Texts as one parameter of type text[], in its text form; for a few names, where no speed is to be had from the binary
 * one. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
