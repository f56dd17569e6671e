import { type Budget, checkBytes, MAX_DEPTH, visitCounter } from '../../limits.ts';
import { decodeRune, isAscii, runeError } from '../../utf8.ts';
import {
  ExecError,
  elements,
  GoBytes,
  GoFloat,
  GoInteger,
  GoMap,
  GoPointer,
  GoSlice,
  GoStruct,
  type GoValue,
} from '../../value.ts';

/** How Go's encoding/json is to write. */
export interface JsonStyle {
  /** `<`, `>` and `&` as `\u003c` and so on, as Go does unless told not to. */
  readonly escapeHtml: boolean;
  /** One line per element, two spaces per level; else no white space at all. */
  readonly pretty?: boolean;
}

/**
 * The value as `encoding/json` writes it: maps in key order, floats with an exponent below 1e-6 and from 1e21, `[]byte`
 * as base64, nil lists and maps as null (https://pkg.go.dev/encoding/json#Marshal).
 * @throws ExecError for NaN, infinities, complex numbers and functions, and for texts of more than 1 MiB.
 */
export function encodeJson(value: GoValue, style: JsonStyle, budget: Budget): string {
  return new Encoder(style, budget).encode(value, 0);
}

class Encoder {
  private readonly style: JsonStyle;
  private readonly visit: () => void;
  private bytes = 0;
  constructor(style: JsonStyle, budget: Budget) {
    this.style = style;
    this.visit = visitCounter(budget);
  }

  encode(value: GoValue, depth: number): string {
    this.visit();
    // Go finds the cycle, and `toJson` swallows that error.
    if (depth > MAX_DEPTH) throw new ExecError('json: unsupported value: encountered a cycle');
    const text = marshalled(value, this.style) ?? this.scalar(value);
    if (text === undefined) return this.composite(value, depth);
    this.spend(text.length);
    return text;
  }

  /** Counts what is written before it is put together: lists may share parts, and grow beyond all memory. */
  private spend(bytes: number): void {
    this.bytes += bytes;
    checkBytes(this.bytes);
  }

  private scalar(value: GoValue): string | undefined {
    switch (typeof value) {
      case 'string':
        return quoteJson(value, this.style.escapeHtml);
      case 'bigint':
      case 'boolean':
        return String(value);
      case 'number':
        return number(value);
      default:
        if (value === null) return 'null';
        if (value instanceof GoInteger) return String(value.value);
        return value instanceof GoFloat ? number(value.value) : undefined;
    }
  }

  private composite(value: GoValue, depth: number): string {
    if (value instanceof GoBytes) return value.isNil ? 'null' : `"${btoa(value.bytes)}"`;
    if (value instanceof GoSlice) {
      if (value.isNil) return 'null';
      return this.block(
        '[',
        ']',
        (elements(value) ?? []).map((item) => this.encode(item, depth + 1)),
        depth,
      );
    }
    if (value instanceof GoPointer) return this.encode(value.target, depth + 1);
    if (value instanceof GoMap) {
      if (value.isNil) return 'null';
      const members = value.keys().map((key) => this.member(key, value.get(key) ?? null, depth));
      return this.block('{', '}', members, depth);
    }
    if (value instanceof GoStruct) {
      const fields = (value.type.fields ?? []).filter(({ name }) => /^[A-Z]/.test(name));
      const members = fields.map(({ name }) => this.member(fieldName(value, name), value.field(name), depth));
      return this.block('{', '}', members, depth);
    }
    throw new ExecError(`json: unsupported type: ${value === null ? 'nil' : typeof value}`);
  }

  private member(key: string, value: GoValue, depth: number): string {
    const separator = this.style.pretty === true ? ': ' : ':';
    this.spend(key.length);
    return quoteJson(key, this.style.escapeHtml) + separator + this.encode(value, depth + 1);
  }

  private block(open: string, close: string, parts: readonly string[], depth: number): string {
    if (this.style.pretty !== true || parts.length === 0) return open + parts.join(',') + close;
    const line = `\n${'  '.repeat(depth)}`;
    this.spend((line.length + 2) * parts.length);
    return `${open}${line}  ${parts.join(`,${line}  `)}${line}${close}`;
  }
}

/** What a type writes of itself: `MarshalJSON`, or a text by `MarshalText`. */
function marshalled(value: GoValue, style: JsonStyle): string | undefined {
  if (value === null || typeof value !== 'object' || value.type.methods.size === 0) return undefined;
  if (value instanceof GoPointer && value.target === null) return undefined;
  const { methods } = value.type;
  const json = methods.get('MarshalJSON')?.call(value, []);
  if (json instanceof GoBytes) return json.bytes;
  const text = methods.get('MarshalText')?.call(value, []);
  if (text instanceof GoBytes) return quoteJson(text.bytes, style.escapeHtml);
  if (value.type.name !== 'opencdc.Operation') return undefined;
  const name = methods.get('String')?.call(value, []);
  return typeof name === 'string' ? quoteJson(name, style.escapeHtml) : undefined;
}

/** The records' structs tag their fields with small letters. */
function fieldName(value: GoStruct, name: string): string {
  return value.type.name.startsWith('opencdc.') ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** JavaScript changes to an exponent at the same sizes as Go, save for the sign of zero. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new ExecError('json: unsupported value: NaN or infinity');
  return Object.is(value, -0) ? '-0' : String(value);
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The text as a JSON string: U+2028 and U+2029 escaped, and bytes that are no UTF-8 as `\ufffd`. */
function quoteJson(text: string, escapeHtml: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON must escape
  const special = escapeHtml ? /["\\<>&\x00-\x1f]/g : /["\\\x00-\x1f]/g;
  const escaped = text.replace(special, (char) => SHORT_ESCAPES.get(char) ?? unicodeEscape(char.charCodeAt(0)));
  return isAscii(escaped) ? `"${escaped}"` : `"${escapeWide(escaped)}"`;
}

function escapeWide(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const decoded = decodeRune(text, at);
    const rune = decoded >> 3;
    const width = decoded & 7;
    const isBad = rune === runeError && width === 1;
    out += isBad || rune === 0x2028 || rune === 0x2029 ? unicodeEscape(rune) : text.slice(at, at + width);
    at += width;
  }
  return out;
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
