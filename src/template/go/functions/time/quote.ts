import { decodeRune, runeError } from '../../utf8.ts';

/** Longer texts are cut: messages are for people. */
const LONGEST = 200;

/**
 * A text in quotes as Go's time package writes it in messages, cut to 200 bytes: all but printable ASCII as bytes in
 * hexadecimal.
 */
export function quoteForTime(whole: string): string {
  const text = whole.slice(0, LONGEST);
  let quoted = '';
  for (let at = 0; at < text.length; ) {
    const decoded = decodeRune(text, at);
    const rune = decoded >> 3;
    const width = rune === runeError && !text.startsWith('\xef\xbf\xbd', at) ? 1 : decoded & 7;
    const bytes = text.slice(at, at + width);
    if (rune >= 0x80 || rune < 0x20) quoted += hexBytes(bytes);
    else quoted += bytes === '"' || bytes === '\\' ? `\\${bytes}` : bytes;
    at += width;
  }
  return `"${quoted}"`;
}

function hexBytes(bytes: string): string {
  return Array.from(bytes, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
}
