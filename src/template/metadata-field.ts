import type { CdcRecord } from '../decode/record.ts';
import { Kind, type Shape } from '../decode/row.ts';
import { textOf } from '../decode/text.ts';
import { checkOutput } from './template-failure.ts';
import { TextCache } from './text-cache.ts';

/** A metadata field by a name that means the same to Go and to JSON. Between tokens Go takes these four spaces. */
const METADATA_FIELD = /^\{\{[ \t\r\n]*index[ \t\r\n]+\.Metadata[ \t\r\n]+"([\w.-]+)"[ \t\r\n]*\}\}$/;

/**
 * Compiles the default template and its kin, `{{ index .Metadata "name" }}`, without Go's engine: every record of most
 * runs comes by here, the engine takes as long as scanning the record (bench/template.bench.ts), and loading it is a
 * sixth of the start (bench/start.bench.ts). Undefined for every other text; `test/property/template.test.ts` holds its
 * answers against the engine's.
 */
export function compileMetadataField(text: string): ((record: CdcRecord) => string) | undefined {
  const name = METADATA_FIELD.exec(text)?.[1];
  if (name === undefined) return undefined;
  const texts = new TextCache('utf8');
  // Nearly always the same names as those of the record before: comparing costs less than looking up.
  let shape: Shape | undefined;
  let index: number | undefined;
  return ({ metadata }) => {
    if (metadata?.shape !== shape) {
      shape = metadata?.shape;
      index = shape?.indexOf.get(name);
    }
    // What a Go map of strings lacks is the empty text.
    if (metadata === null || index === undefined) return '';
    const at = metadata.offset + 3 * index;
    const start = metadata.spans[at + 1] as number; // the shape has the name, so its span is there
    const end = metadata.spans[at + 2] as number; // likewise
    if (metadata.spans[at] === Kind.string) {
      checkOutput(end - start);
      return texts.text(metadata.bytes, start, end);
    }
    // The decoder takes metadata of strings alone, so this one has escapes. A lone surrogate becomes U+FFFD.
    const bytes = Buffer.from(textOf(metadata, index), 'utf8');
    checkOutput(bytes.length);
    return bytes.toString('utf8');
  };
}
