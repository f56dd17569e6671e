import type { CdcRecord, Data } from '../../decode/record.ts';
import { isRow } from '../../decode/record.ts';
import { Kind, type Row } from '../../decode/row.ts';
import { elementsOf, jsonTextOf, jsonTextOfSpan, scanObject, textOfSpan } from '../../decode/text.ts';
import type { TextCache } from '../text-cache.ts';

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

/**
 * The record under the names of its JSON form, and under those that Conduit's Go templates use. `texts` decodes UTF-8.
 */
export function recordView(record: CdcRecord, texts: TextCache): ViewNode {
  return new RecordNode(record, texts);
}

class RecordNode implements ViewNode {
  private readonly record: CdcRecord;
  private readonly texts: TextCache;

  constructor(record: CdcRecord, texts: TextCache) {
    this.record = record;
    this.texts = texts;
  }

  get(name: string): ViewNode | undefined {
    const { record, texts } = this;
    switch (name) {
      case 'metadata':
      case 'Metadata':
        return record.metadata === null ? nullNode : new RowNode(record.metadata, texts);
      case 'operation':
      case 'Operation':
        return new TextNode(record.operation);
      case 'key':
      case 'Key':
        return dataNode(record.key, texts);
      case 'payload':
      case 'Payload':
        return new PayloadNode(record, texts);
      case 'position':
      case 'Position':
        return record.position === null ? nullNode : new TextNode(String(JSON.parse(record.position)));
      default:
        return undefined;
    }
  }

  json(): string {
    return objectJson(['position', 'operation', 'metadata', 'key', 'payload'], this);
  }

  text(): string {
    return this.json();
  }

  section(): 'enter' {
    return 'enter';
  }
}

class PayloadNode implements ViewNode {
  private readonly record: CdcRecord;
  private readonly texts: TextCache;

  constructor(record: CdcRecord, texts: TextCache) {
    this.record = record;
    this.texts = texts;
  }

  get(name: string): ViewNode | undefined {
    if (name === 'after' || name === 'After') return dataNode(this.record.after, this.texts);
    return name === 'before' || name === 'Before' ? dataNode(this.record.before, this.texts) : undefined;
  }

  json(): string {
    return objectJson(['before', 'after'], this);
  }

  text(): string {
    return this.json();
  }

  section(): 'enter' {
    return 'enter';
  }
}

function objectJson(names: readonly string[], node: Pick<ViewNode, 'get'>): string {
  return `{${names.map((name) => `${JSON.stringify(name)}:${node.get(name)?.json() ?? 'null'}`).join(',')}}`;
}

function dataNode(data: Data, texts: TextCache): ViewNode {
  if (data === null) return nullNode;
  return isRow(data) ? new RowNode(data, texts) : new TextNode(data.raw.toString('utf8'));
}

const nullNode: ViewNode = {
  text: () => '',
  json: () => 'null',
  section: () => 'skip',
  get: () => undefined,
};

class TextNode implements ViewNode {
  private readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  text(): string {
    return this.value;
  }

  json(): string {
    return JSON.stringify(this.value);
  }

  section(): 'skip' | 'enter' {
    return this.value === '' ? 'skip' : 'enter';
  }

  get(): undefined {
    return undefined;
  }
}

class RowNode implements ViewNode {
  private readonly row: Row;
  private readonly texts: TextCache;

  constructor(row: Row, texts: TextCache) {
    this.row = row;
    this.texts = texts;
  }

  get(name: string): ViewNode | undefined {
    const { row, texts } = this;
    const index = row.shape.indexOf.get(name);
    return index === undefined ? undefined : new SpanNode(row.bytes, row.spans, row.offset + 3 * index, texts);
  }

  json(): string {
    const { row } = this;
    return `{${row.shape.names.map((name, i) => `${JSON.stringify(name)}:${jsonTextOf(row, i)}`).join(',')}}`;
  }

  text(): string {
    return this.json();
  }

  section(): 'enter' {
    return 'enter';
  }
}

/** A scanned value: three numbers of `spans` from `at` on. */
class SpanNode implements ViewNode {
  private readonly bytes: Buffer;
  private readonly spans: Int32Array;
  private readonly at: number;
  private readonly texts: TextCache;

  constructor(bytes: Buffer, spans: Int32Array, at: number, texts: TextCache) {
    this.bytes = bytes;
    this.spans = spans;
    this.at = at;
    this.texts = texts;
  }

  text(): string {
    const { kind, start, end } = this;
    if (kind === Kind.null) return '';
    return kind === Kind.escaped ? textOfSpan(this.bytes, kind, start, end) : this.texts.text(this.bytes, start, end);
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
    return row === undefined ? undefined : new RowNode(row, this.texts).get(name);
  }

  private elements(): readonly ViewNode[] {
    const spans = elementsOf(this.bytes, this.start, this.end);
    return Array.from({ length: spans.length / 3 }, (_, i) => new SpanNode(this.bytes, spans, 3 * i, this.texts));
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
