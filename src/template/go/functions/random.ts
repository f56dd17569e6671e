import { checkBytes } from '../limits.ts';
import { intType, stringType } from '../type.ts';
import { runesOf } from '../utf8.ts';
import { ExecError, type GoFunction } from '../value.ts';
import { define } from './define.ts';
import { runesToBytes } from './text/runes.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/** sprig's functions of chance; `random` gives numbers from 0 to below 1: https://masterminds.github.io/sprig/strings.html */
export function randomFunctions(random: () => number): readonly GoFunction[] {
  const volatile = { volatile: true };
  const below = (limit: number): number => Math.floor(random() * limit);
  const ofAlphabet = (name: string, alphabet: string): GoFunction =>
    define(
      name,
      [intType],
      stringType,
      (args) => {
        checkBytes(args.count(0));
        // sprig throws the error of a negative length away.
        const length = Math.max(0, args.count(0));
        return Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join('');
      },
      volatile,
    );
  const bytes = (length: number): number[] => Array.from({ length }, () => below(256));
  return [
    ofAlphabet('randAlpha', LETTERS),
    ofAlphabet('randNumeric', DIGITS),
    ofAlphabet('randAlphaNum', LETTERS + DIGITS),
    ofAlphabet('randAscii', String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index))),
    define(
      'randBytes',
      [intType],
      stringType,
      (args) => {
        if (args.count(0) < 0) throw new ExecError('runtime error: makeslice: len out of range');
        checkBytes(args.count(0));
        return Buffer.from(bytes(args.count(0))).toString('base64');
      },
      volatile,
    ),
    define('randInt', [intType, intType], intType, (args) => randomInt(args.int(0), args.int(1), random), volatile),
    define('shuffle', [stringType], stringType, (args) => shuffled(args.text(0), below), volatile),
    define('uuidv4', [], stringType, () => uuid(bytes(16)), volatile),
  ];
}

/** An integer from `min` to before `max`. @throws ExecError where there is none. */
function randomInt(min: bigint, max: bigint, random: () => number): bigint {
  const size = BigInt.asIntN(64, max - min);
  if (size <= 0n) throw new ExecError('invalid argument to Intn');
  return BigInt.asIntN(64, min + BigInt(Math.floor(random() * Number(size))));
}

/** The runes in another order (Fisher and Yates). */
function shuffled(text: string, below: (limit: number) => number): string {
  const runes = runesOf(text);
  for (let last = runes.length - 1; last > 0; last--) {
    const other = below(last + 1);
    const [a = 0, b = 0] = [runes[last], runes[other]];
    runes[last] = b;
    runes[other] = a;
  }
  return runesToBytes(runes);
}

/** A random UUID of 16 bytes: https://www.rfc-editor.org/rfc/rfc9562#section-5.4 */
function uuid(bytes: readonly number[]): string {
  const marked = bytes.map((byte, index) =>
    index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte,
  );
  const hex = marked.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
