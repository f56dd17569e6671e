import { checkBytes, checkElements } from '../limits.ts';
import { anyType, boolType, intType, stringMapType, stringsType, stringType } from '../type.ts';
import { decodeRune } from '../utf8.ts';
import { ExecError, type GoFunction, type GoMap, stringMap, strings } from '../value.ts';
import { aliases, define } from './define.ts';
import { abbreviate, abbreviateBoth } from './text/abbreviate.ts';
import { deleteWhiteSpace, trimSet, trimSpace } from './text/letter-case.ts';
import { wrapText } from './text/wrap.ts';
import { textsOf } from './value/text-of.ts';

/** sprig's functions on strings, which count in bytes as Go does: https://masterminds.github.io/sprig/strings.html */
export function stringFunctions(): readonly GoFunction[] {
  return [...trimming(), ...cutting(), ...searching(), ...splitting(), ...building()];
}

function trimming(): readonly GoFunction[] {
  const onTwo = (name: string, map: (mark: string, text: string) => string): GoFunction =>
    define(name, [stringType, stringType], stringType, (args) => map(args.text(0), args.text(1)));
  return [
    define('trim', [stringType], stringType, (args) => trimSpace(args.text(0))),
    ...aliases(
      onTwo('trimAll', (cutset, text) => trimSet(text, cutset)),
      'trimall',
    ),
    onTwo('trimPrefix', (prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
    onTwo('trimSuffix', (suffix, text) => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text)),
    define('nospace', [stringType], stringType, (args) => deleteWhiteSpace(args.text(0))),
  ];
}

function cutting(): readonly GoFunction[] {
  return [
    define('trunc', [intType, stringType], stringType, (args) => truncate(args.count(0), args.text(1))),
    define('substr', [intType, intType, stringType], stringType, (args) =>
      substring(args.count(0), args.count(1), args.text(2)),
    ),
    define('abbrev', [intType, stringType], stringType, (args) => abbreviate(args.text(1), args.count(0))),
    define('abbrevboth', [intType, intType, stringType], stringType, (args) =>
      abbreviateBoth(args.text(2), args.count(0), args.count(1)),
    ),
    define('wrap', [intType, stringType], stringType, (args) => wrapText(args.text(1), args.count(0), '', false)),
    define('wrapWith', [intType, stringType, stringType], stringType, (args) =>
      wrapText(args.text(2), args.count(0), args.text(1), true),
    ),
  ];
}

function searching(): readonly GoFunction[] {
  const check = (name: string, test: (part: string, text: string) => boolean): GoFunction =>
    define(name, [stringType, stringType], boolType, (args) => test(args.text(0), args.text(1)));
  return [
    check('contains', (part, text) => text.includes(part)),
    check('hasPrefix', (part, text) => text.startsWith(part)),
    check('hasSuffix', (part, text) => text.endsWith(part)),
  ];
}

function splitting(): readonly GoFunction[] {
  return [
    define('split', [stringType, stringType], stringMapType, (args) => numbered(splitText(args.text(1), args.text(0)))),
    define('splitn', [stringType, intType, stringType], stringMapType, (args) =>
      numbered(splitText(args.text(2), args.text(0), args.count(1))),
    ),
    define('splitList', [stringType, stringType], stringsType, (args) =>
      strings(splitText(args.text(1), args.text(0))),
    ),
    define('join', [stringType, anyType], stringType, (args) => {
      const parts = textsOf(args.value(1), args.budget);
      checkBytes(parts.reduce((sum, part) => sum + part.length, args.text(0).length * Math.max(0, parts.length - 1)));
      return parts.join(args.text(0));
    }),
  ];
}

function building(): readonly GoFunction[] {
  return [
    define('repeat', [intType, stringType], stringType, (args) => {
      if (args.count(0) < 0) throw new ExecError('strings: negative Repeat count');
      return repeated(args.text(1), args.count(0));
    }),
    define('replace', [stringType, stringType, stringType], stringType, (args) =>
      replaceAll(args.text(2), args.text(0), args.text(1)),
    ),
    define('indent', [intType, stringType], stringType, (args) => indent(args.count(0), args.text(1))),
    define('nindent', [intType, stringType], stringType, (args) => `\n${indent(args.count(0), args.text(1))}`),
    define('plural', [stringType, stringType, intType], stringType, (args) => args.text(args.int(2) === 1n ? 0 : 1)),
    define('hello', [], stringType, () => 'Hello!'),
  ];
}

function truncate(count: number, text: string): string {
  if (count < 0) return text.length + count > 0 ? text.slice(text.length + count) : text;
  return text.slice(0, count);
}

/** A start below 0 takes from the beginning, an end below 0 or beyond the text to its end; else Go's own slicing. */
function substring(start: number, end: number, text: string): string {
  const from = start < 0 ? 0 : start;
  const to = start >= 0 && (end < 0 || end > text.length) ? text.length : end;
  if (from > to || to > text.length) {
    throw new ExecError(`runtime error: slice bounds out of range [${from}:${to}] with length ${text.length}`);
  }
  return text.slice(from, to);
}

/** The text in at most `count` parts (any number below 0); an empty separator splits into runes (`strings.SplitN`). */
function splitText(text: string, separator: string, count = -1): string[] {
  if (count === 0) return [];
  const parts = separator === '' ? explode(text) : text.split(separator);
  checkElements(parts.length);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** The bytes of each rune; one that is no UTF-8 alone. */
function explode(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const width = decodeRune(text, at) & 7;
    parts.push(text.slice(at, at + width));
    at += width;
  }
  return parts;
}

function numbered(parts: readonly string[]): GoMap {
  return stringMap(new Map(parts.map((part, index) => [`_${index}`, part])));
}

function replaceAll(text: string, old: string, replacement: string): string {
  // Between any two runes, and at both ends, stands an empty text.
  const parts = old === '' ? ['', ...splitText(text, ''), ''] : text.split(old);
  checkBytes(parts.reduce((sum, part) => sum + part.length, replacement.length * (parts.length - 1)));
  return parts.join(replacement);
}

function indent(spaces: number, text: string): string {
  if (spaces < 0) throw new ExecError('strings: negative Repeat count');
  const pad = repeated(' ', spaces);
  return pad + replaceAll(text, '\n', `\n${pad}`);
}

function repeated(text: string, count: number): string {
  checkBytes(text.length * count);
  return text.repeat(count);
}
