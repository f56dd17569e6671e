import { decodeRune, runeToBytes } from '../../utf8.ts';

/** The runes as a Go string: what `string(runes)` gives. */
export function runesToBytes(runes: readonly number[]): string {
  let text = '';
  for (const rune of runes) text += runeToBytes(rune);
  return text;
}

/** The byte at which the last rune before byte `end` starts (`utf8.DecodeLastRuneInString`). */
export function lastRuneStart(text: string, end: number): number {
  for (let at = end - 1; at >= Math.max(0, end - 4); at--) {
    if ((text.charCodeAt(at) & 0xc0) === 0x80) continue;
    return at + (decodeRune(text, at) & 7) === end ? at : end - 1;
  }
  return end - 1;
}
