import { quote } from '../../strconv/quote.ts';
import { ExecError } from '../../value.ts';

/** The part of a URL that a text stands in: what must be escaped differs. */
export type UrlPart = 'path' | 'host' | 'zone' | 'userPassword' | 'fragment';

/** Characters beside letters, digits and `-_.~` that stand for themselves in the part. */
const PLAIN: Readonly<Record<UrlPart, string>> = {
  path: '$&+,/:;=@',
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  userPassword: '$&+,;=',
  fragment: '$&+,/:;=?@!()*',
};

/** The text with all escaped that the part does not allow (https://pkg.go.dev/net/url). */
export function escapeUrl(text: string, part: UrlPart): string {
  return Array.from(text, (char) => (mustEscape(char, part) ? `%${hexByte(char)}` : char)).join('');
}

/**
 * The text with `%41` and the like decoded.
 * @throws ExecError for a `%` without two digits and, in hosts, for what may not be escaped or not stand there.
 */
export function unescapeUrl(text: string, part: UrlPart): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char !== '%') {
      const isHost = part === 'host' || part === 'zone';
      if (isHost && char < '\x80' && mustEscape(char, part)) {
        throw new ExecError(`invalid character ${quote(char)} in host name`);
      }
      out += char;
      continue;
    }
    const spelled = text.slice(at, at + 3);
    if (!/^%[0-9A-Fa-f]{2}$/.test(spelled) || !allowedEscape(spelled, part)) {
      throw new ExecError(`invalid URL escape ${quote(spelled)}`);
    }
    out += String.fromCharCode(Number.parseInt(spelled.slice(1), 16));
    at += 2;
  }
  return out;
}

/** In a host only bytes beyond ASCII and the `%25` of a zone are escaped; in a zone also what a host could hold. */
function allowedEscape(spelled: string, part: UrlPart): boolean {
  const code = Number.parseInt(spelled.slice(1), 16);
  if (spelled === '%25' || (part !== 'host' && part !== 'zone')) return true;
  if (part === 'host') return code >= 0x80;
  return code === 0x20 || !mustEscape(String.fromCharCode(code), 'host');
}

function mustEscape(char: string, part: UrlPart): boolean {
  return !/[A-Za-z0-9_.~-]/.test(char) && !PLAIN[part].includes(char);
}

function hexByte(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
