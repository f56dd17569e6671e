import type { CdcRecord, Data } from '../../decode/record.ts';
import { isRow } from '../../decode/record.ts';
import { Kind, type Row } from '../../decode/row.ts';
import { elementsOf, jsonTextOf, jsonTextOfSpan, scanObject, textOfSpan } from '../../decode/text.ts';

/** A value that a Mustache template sees. Nothing is read of the record before it is asked for. */
export interface ViewNode {
  /** As a tag prints it: strings as they are, numbers as the input spelled them, null as nothing, the rest as JSON. */
  text(): string;
  /** The value as JSON text. */
  json(): string;
  /** What a section does with it; an array's elements come as a list. */
  section(): 'skip' | 'enter' | 'stay' | readonly ViewNode[];
  /** An object's own member; undefined where there is none. */
  get(name: string): ViewNode | undefined;
}

/** The record under the names of its JSON form, and under those that Conduit's Go templates use. */
export function recordView(record: CdcRecord): ViewNode {
  return objectNode(['position', 'operation', 'metadata', 'key', 'payload'], (name) => recordMember(record, name));
}

function recordMember(record: CdcRecord, name: string): ViewNode | undefined {
  switch (name) {
    case 'position':
    case 'Position':
      return record.position === null ? nullNode : textNode(String(JSON.parse(record.position)));
    case 'operation':
    case 'Operation':
      return textNode(record.operation);
    case 'metadata':
    case 'Metadata':
      return record.metadata === null ? nullNode : rowNode(record.metadata);
    case 'key':
    case 'Key':
      return dataNode(record.key);
    case 'payload':
    case 'Payload':
      return objectNode(['before', 'after'], (side) => payloadMember(record, side));
    default:
      return undefined;
  }
}

function payloadMember(record: CdcRecord, name: string): ViewNode | undefined {
  if (name === 'before' || name === 'Before') return dataNode(record.before);
  return name === 'after' || name === 'After' ? dataNode(record.after) : undefined;
}

function dataNode(data: Data): ViewNode {
  if (data === null) return nullNode;
  return isRow(data) ? rowNode(data) : textNode(data.raw.toString('utf8'));
}

const nullNode: ViewNode = {
  text: () => '',
  json: () => 'null',
  section: () => 'skip',
  get: () => undefined,
};

function textNode(text: string): ViewNode {
  return {
    text: () => text,
    json: () => JSON.stringify(text),
    section: () => (text === '' ? 'skip' : 'enter'),
    get: () => undefined,
  };
}

function objectNode(names: readonly string[], get: (name: string) => ViewNode | undefined): ViewNode {
  const json = () => `{${names.map((name) => `${JSON.stringify(name)}:${get(name)?.json() ?? 'null'}`).join(',')}}`;
  return { text: json, json, section: () => 'enter', get };
}

function rowNode(row: Row): ViewNode {
  const { names, indexOf } = row.shape;
  const json = () => `{${names.map((name, i) => `${JSON.stringify(name)}:${jsonTextOf(row, i)}`).join(',')}}`;
  const get = (name: string) => {
    const index = indexOf.get(name);
    return index === undefined ? undefined : new SpanNode(row.bytes, row.spans, row.offset + 3 * index);
  };
  return { text: json, json, section: () => 'enter', get };
}

/** A scanned value: three numbers of `spans` from `at` on. */
class SpanNode implements ViewNode {
  private readonly bytes: Buffer;
  private readonly spans: Int32Array;
  private readonly at: number;

  constructor(bytes: Buffer, spans: Int32Array, at: number) {
    this.bytes = bytes;
    this.spans = spans;
    this.at = at;
  }

  text(): string {
    const { kind, start, end } = this;
    return kind === Kind.null ? '' : textOfSpan(this.bytes, kind, start, end);
  }

  json(): string {
    return jsonTextOfSpan(this.bytes, this.kind, this.start, this.end);
  }

  section(): 'skip' | 'enter' | 'stay' | readonly ViewNode[] {
    switch (this.kind) {
      case Kind.null:
      case Kind.false:
        return 'skip';
      case Kind.true:
        return 'stay';
      case Kind.array:
        return this.elements();
      case Kind.integer:
      case Kind.decimal:
        return Number(this.text()) === 0 ? 'skip' : 'enter';
      default:
        return this.start === this.end ? 'skip' : 'enter';
    }
  }

  get(name: string): ViewNode | undefined {
    if (this.kind !== Kind.object) return undefined;
    const row = scanObject(this.bytes, this.start, this.end);
    return row === undefined ? undefined : rowNode(row).get(name);
  }

  private elements(): readonly ViewNode[] {
    const spans = elementsOf(this.bytes, this.start, this.end);
    return Array.from({ length: spans.length / 3 }, (_, i) => new SpanNode(this.bytes, spans, 3 * i));
  }

  private get kind(): Kind {
    return this.spans[this.at] as Kind; // the scanner writes kinds there
  }

  private get start(): number {
    return this.spans[this.at + 1] ?? 0;
  }

  private get end(): number {
    return this.spans[this.at + 2] ?? 0;
  }
}
