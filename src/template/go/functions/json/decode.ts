import { elementsOf } from '../../../../decode/text.ts';
import { TextCache } from '../../../text-cache.ts';
import { type JsonReading, jsonValue } from '../../json-value.ts';
import { fromUtf8, toUtf8 } from '../../utf8.ts';
import { dict, ExecError, type GoValue } from '../../value.ts';

/** What a JSON text holds, and the first problem that did not keep it from being read. */
export interface DecodedJson {
  readonly value: GoValue;
  readonly problem?: string;
}

/**
 * The JSON text as Go's values: objects as `map[string]interface {}`, arrays as `[]interface {}`, numbers as float64. A
 * number beyond float64 is nil, and a problem, as in Go (https://pkg.go.dev/encoding/json#Unmarshal).
 * @throws ExecError for what is no JSON.
 */
export function decodeJson(text: string): DecodedJson {
  let problem: string | undefined;
  const reading: JsonReading = {
    texts,
    number: (value) => {
      if (Number.isFinite(value)) return value;
      problem ??= 'json: cannot unmarshal number into Go value of type float64';
      return null;
    },
    object: ({ shape, bytes, spans, offset }, depth) => {
      const entries = new Map<string, GoValue>();
      for (const [index, name] of shape.names.entries())
        entries.set(fromUtf8(name), jsonValue(bytes, spans, offset + 3 * index, reading, depth));
      return dict(entries);
    },
  };
  const bytes = checked(toUtf8(text));
  const value = jsonValue(bytes, elementsOf(bytes, 0, bytes.length), 0, reading);
  return problem === undefined ? { value } : { value, problem };
}

const texts = new TextCache('latin1');

/** The bytes of the text as the element of an array, so that its end is followed by something. */
function checked(text: string): Buffer {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ExecError(error instanceof Error ? `invalid JSON: ${error.message}` : 'invalid JSON');
  }
  return Buffer.from(`[${text}]`);
}
