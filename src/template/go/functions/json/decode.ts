import { parseJson } from '../../../../decode/parse-json.ts';
import { checkDepth } from '../../limits.ts';
import { fromUtf8, toUtf8 } from '../../utf8.ts';
import { appendedList, dict, ExecError, type GoValue } from '../../value.ts';

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
  const convert = (value: unknown, depth: number): GoValue => {
    checkDepth(depth);
    if (typeof value === 'string') return fromUtf8(value);
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      if (Number.isFinite(value)) return value;
      problem ??= 'json: cannot unmarshal number into Go value of type float64';
      return null;
    }
    if (Array.isArray(value)) return appendedList(value.map((item) => convert(item, depth + 1)));
    if (typeof value !== 'object' || value === null) return null;
    return dict(new Map(Object.entries(value).map(([key, item]) => [fromUtf8(key), convert(item, depth + 1)])));
  };
  const value = convert(parse(text), 0);
  return problem === undefined ? { value } : { value, problem };
}

function parse(text: string): unknown {
  try {
    return parseJson(toUtf8(text));
  } catch (error) {
    throw new ExecError(error instanceof Error ? `invalid JSON: ${error.message}` : 'invalid JSON');
  }
}
