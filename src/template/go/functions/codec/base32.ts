const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Digits of a last group of eight, by how many bytes it holds. */
const GROUP_DIGITS: readonly number[] = [0, 2, 4, 5, 7, 8];

/** The bytes in standard base32, with padding (https://pkg.go.dev/encoding/base32). */
export function encodeBase32(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const group = bytes.slice(at, at + 5);
    let bits = 0n;
    for (let index = 0; index < 5; index++) bits = (bits << 8n) | BigInt(group.charCodeAt(index) || 0);
    const digits = Array.from({ length: 8 }, (_, index) =>
      ALPHABET.charAt(Number((bits >> BigInt(35 - 5 * index)) & 31n)),
    );
    const used = GROUP_DIGITS[group.length] ?? 8;
    text += digits.slice(0, used).join('').padEnd(8, '=');
  }
  return text;
}

/**
 * The bytes behind standard base32, or the offset at which Go finds it wrong, line breaks not counted
 * (https://pkg.go.dev/encoding/base32#Encoding.DecodeString).
 */
export function decodeBase32(text: string): string | { readonly wrongAt: number } {
  const source = text.replace(/[\r\n]/g, '');
  let bytes = '';
  for (let start = 0; start < source.length; start += 8) {
    const group = readGroup(source, start);
    if (typeof group === 'number') return { wrongAt: group };
    bytes += packed(group.digits);
    if (group.digits.length < 8) break;
  }
  return bytes;
}

/** The digits of the group at `start`, or the offset at which it is wrong. */
function readGroup(source: string, start: number): { readonly digits: readonly number[] } | number {
  const digits: number[] = [];
  while (digits.length < 8) {
    const at = start + digits.length;
    if (at >= source.length) return at - digits.length;
    const rest = source.length - at - 1;
    if (source.charAt(at) === '=' && digits.length >= 2 && rest < 8) {
      return wrongPadding(source, at, digits.length) ?? { digits };
    }
    const digit = ALPHABET.indexOf(source.charAt(at));
    if (digit === -1) return at;
    digits.push(digit);
  }
  return { digits };
}

function wrongPadding(source: string, at: number, count: number): number | undefined {
  const rest = source.length - at - 1;
  if (rest + count < 7) return source.length;
  for (let offset = 0; offset < 7 - count; offset++) {
    const next = at + 1 + offset;
    if (next < source.length && source.charAt(next) !== '=') return next - 1;
  }
  return GROUP_DIGITS.includes(count) ? undefined : at;
}

function packed(digits: readonly number[]): string {
  let bits = 0n;
  for (let index = 0; index < 8; index++) bits = (bits << 5n) | BigInt(digits[index] ?? 0);
  const length = GROUP_DIGITS.indexOf(digits.length);
  return Array.from({ length }, (_, index) =>
    String.fromCharCode(Number((bits >> BigInt(32 - 8 * index)) & 255n)),
  ).join('');
}
