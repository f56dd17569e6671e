import { runesOf, runeToBytes } from '../../utf8.ts';
import { isUpper, toLower, toUpper } from './unicode.ts';
import { isConnector, mapWord, nextWord, type Word, type WordKind } from './words.ts';

/**
 * Words in lower case joined by `connector` (a one-byte string): `HTTPServer` to `http_server`. Digits stay with the
 * word before them or start a word of their own by the rules of xstrings 1.5, which sprig's `snakecase` and
 * `kebabcase` are (https://pkg.go.dev/github.com/huandu/xstrings#ToSnakeCase).
 */
export function joinedLowerCase(text: string, connector: string): string {
  if (text === '') return '';
  let out = '';
  let current = nextWord(text, 0);
  const write = (word: Word, kind: WordKind = word.kind): void => {
    out += lowered(word.text, kind, connector);
  };
  const step = (): Word => nextWord(text, current.end);
  /** Writes words as long as they are letters or digits: what follows a number belongs to it. */
  const writeTail = (): void => {
    while (current.kind === 'alphabet' || current.kind === 'number') {
      write(current);
      current = step();
    }
    if (current.kind !== 'invalid' && current.kind !== 'punctuation' && current.kind !== 'connector') out += connector;
  };
  while (current.end < text.length) {
    if (current.kind !== 'connector') write(current);
    const previous = current;
    current = step();
    if (previous.kind === 'number') writeTail();
    else if (previous.kind === 'connector') write(previous);
    else if (previous.kind === 'punctuation') continue;
    else if (current.kind !== 'number') {
      if (current.kind !== 'connector' && current.kind !== 'punctuation') out += connector;
    } else if (current.end < text.length) {
      const digits = current;
      current = step();
      if (current.kind === 'alphabet') {
        // Small letters after the digits take them along: `http2xx` is `http_2xx`.
        out += connector;
        write(digits);
        writeTail();
      } else {
        write(digits);
        if (current.kind !== 'connector' && current.kind !== 'punctuation') out += connector;
      }
    }
  }
  write(current);
  return out;
}

/**
 * Words parted by `_`, `-` and white space joined with capitals: `http_server` to `HttpServer`. Connectors at the start
 * stay, and one less than there are in the middle and at the end (xstrings 1.5 `ToPascalCase`).
 */
export function pascalCase(text: string): string {
  const runes = runesOf(text);
  let at = 0;
  let out = '';
  while (at < runes.length - 1 && isConnector(runes[at] ?? 0)) out += runeToBytes(runes[at++] ?? 0);
  if (at >= runes.length) return out;
  const first = runes[at++] ?? 0;
  if (isConnector(first)) return out + onlyConnectors(first);
  let inCapitals = isUpper(first);
  let current = toUpper(first);
  for (; at < runes.length; at++) {
    const previous = current;
    current = runes[at] ?? 0;
    if (isConnector(previous)) {
      if (!isConnector(current)) {
        inCapitals = isUpper(current);
        current = toUpper(current);
        continue;
      }
    } else if (inCapitals) {
      // `GOLANG_IS` becomes `GolangIs`: the capitals after a word's first are lowered, up to the first small letter.
      if (isUpper(current)) current = toLower(current);
      else inCapitals = false;
    }
    out += runeToBytes(previous);
  }
  return out + runeToBytes(current);
}

/** A text of connectors alone: xstrings writes the last one twice. */
function onlyConnectors(last: number): string {
  return runeToBytes(last) + runeToBytes(last);
}

function lowered(text: string, kind: WordKind, connector: string): string {
  if (kind !== 'upper' && kind !== 'connector') return text;
  const mark = connector.charCodeAt(0);
  return mapWord(text, (code) => (isConnector(code) ? mark : isUpper(code) ? toLower(code) : code));
}
