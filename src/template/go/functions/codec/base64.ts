const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * The bytes behind standard base64, or the offset of the byte at which Go finds it wrong. Line breaks are skipped, bits
 * left over are not looked at (https://pkg.go.dev/encoding/base64#Encoding.DecodeString).
 */
export function decodeBase64(text: string): string | { readonly wrongAt: number } {
  const sextets: number[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '\n' || char === '\r') {
      at++;
      continue;
    }
    if (char === '=') {
      const wrongAt = wrongPadding(text, at, sextets.length % 4);
      return wrongAt === undefined ? bytesOf(sextets) : { wrongAt };
    }
    const sextet = ALPHABET.indexOf(char);
    if (sextet === -1) return { wrongAt: at };
    sextets.push(sextet);
    at++;
  }
  const open = sextets.length % 4;
  return open === 0 ? bytesOf(sextets) : { wrongAt: text.length - open };
}

/** Where the padding that starts at `at`, after `open` digits of a group of four, is wrong. */
function wrongPadding(text: string, at: number, open: number): number | undefined {
  if (open < 2) return at;
  let next = skipNewlines(text, at + 1);
  if (open === 2) {
    if (next === text.length) return text.length;
    if (text.charAt(next) !== '=') return next - 1;
    next = skipNewlines(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function skipNewlines(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === '\n' || text.charAt(at) === '\r') at++;
  return at;
}

function bytesOf(sextets: readonly number[]): string {
  const digits = sextets.map((sextet) => ALPHABET.charAt(sextet)).join('');
  return Buffer.from(digits, 'base64').toString('latin1');
}
