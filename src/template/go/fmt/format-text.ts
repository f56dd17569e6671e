import { canBackquote, quote, quoteToAscii } from '../strconv/quote.ts';
import { type Flags, pad, truncate } from './flags.ts';

/** A string under a verb; undefined where the verb is not one for strings. */
export function formatText(bytes: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? quoted(bytes, flags) : plain(bytes, flags);
    case 's':
      return plain(bytes, flags);
    case 'x':
    case 'X':
      return hexText(bytes, verb, flags);
    case 'q':
      return quoted(bytes, flags);
    default:
      return undefined;
  }
}

/** The text, cut to the precision and padded to the width. */
export function plain(bytes: string, flags: Flags): string {
  return pad(truncate(bytes, flags), flags);
}

function quoted(bytes: string, flags: Flags): string {
  const cut = truncate(bytes, flags);
  if (flags.sharp && canBackquote(cut)) return pad(`\`${cut}\``, flags);
  return pad(flags.plus ? quoteToAscii(cut) : quote(cut), flags);
}

/** Two digits a byte; the precision limits the bytes. */
function hexText(bytes: string, verb: 'x' | 'X', flags: Flags): string {
  const cut = flags.precision === undefined ? bytes : bytes.slice(0, flags.precision);
  const prefix = flags.sharp ? '0x' : '';
  const pairs = Array.from(cut, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'));
  let text = '';
  if (pairs.length > 0) text = flags.space ? pairs.map((pair) => prefix + pair).join(' ') : prefix + pairs.join('');
  return pad(verb === 'X' ? text.toUpperCase() : text, flags);
}
