import type { RecordError } from '../errors.ts';
import { CLOSE_BRACE, COMMA, LINE_FEED, OPEN_BRACE, SPACE } from './bytes.ts';
import { Kind, type Row } from './row.ts';
import { Scanner } from './scan.ts';
import { ShapeTable } from './shape.ts';

/** The places where objects with names of their own stand in a record. */
const Place = { record: 0, payload: 1, metadata: 2, key: 3, before: 4, after: 5, raw: 6 } as const;
type Place = (typeof Place)[keyof typeof Place];

const RECORD_TAGS: ReadonlyMap<string, number> = new Map([
  ['position', 1],
  ['operation', 2],
  ['metadata', 3],
  ['key', 4],
  ['payload', 5],
]);
const PAYLOAD_TAGS: ReadonlyMap<string, number> = new Map([
  ['before', 6],
  ['after', 7],
]);

/** A field that a record does not have. */
export const ABSENT = -1;

/** One field of a record: its kind and place in the text, and where it is an object that is read as a row, the row. */
export class Field {
  kind: Kind | typeof ABSENT = ABSENT;
  start = 0;
  end = 0;
  row: Row | null = null;
}

/**
 * The fields of the OpenCDC record read last, where they stand in its text (https://conduit.io/docs/using/opencdc-record).
 * Nothing is judged here but JSON's grammar; a field that comes twice has its last value. One object is used for all
 * records: take what is wanted before reading the next.
 */
export class RecordFields {
  readonly position = new Field();
  readonly operation = new Field();
  readonly metadata = new Field();
  readonly key = new Field();
  readonly payload = new Field();
  readonly before = new Field();
  readonly after = new Field();
  readonly scanner: Scanner;
  /** Why the data of a field could not be taken; set by who took it. */
  error: RecordError = { code: 'invalid_record', message: '' };
  private readonly shapes: ShapeTable;
  private readonly span = new Int32Array(3);

  constructor() {
    const places: (ReadonlyMap<string, number> | undefined)[] = Array(7).fill(undefined);
    places[Place.record] = RECORD_TAGS;
    places[Place.payload] = PAYLOAD_TAGS;
    this.shapes = new ShapeTable(places);
    this.scanner = new Scanner(Buffer.alloc(0), this.shapes);
  }

  /** Makes all fields absent. */
  clear(): void {
    this.shapes.trim();
    this.position.kind = ABSENT;
    this.operation.kind = ABSENT;
    this.metadata.kind = ABSENT;
    this.key.kind = ABSENT;
    this.payload.kind = ABSENT;
    this.before.kind = ABSENT;
    this.after.kind = ABSENT;
  }

  /** Reads the record whose `{` stands at `open` in the scanner's bytes; returns as the scanner's methods do. */
  read(open: number): number {
    this.clear();
    return this.members(open, Place.record);
  }

  /**
   * Reads a record with nothing but white space around it. Returns the place of the line feed behind it, or -1 (then
   * the scanner says why, and the fields hold what was read before).
   */
  readWhole(start: number): number {
    const { scanner } = this;
    const first = scanner.space(start);
    if (scanner.bytes[first] !== OPEN_BRACE) {
      this.clear();
      return scanner.fail(first, "'{'");
    }
    const end = this.read(first);
    if (end < 0) return -1;
    const after = scanner.space(end);
    return scanner.bytes[after] === LINE_FEED ? after : scanner.fail(after, 'the end of the line');
  }

  /** Reads an object of raw data as a row into the scanner's `lastRow`. */
  readRaw(open: number): number {
    return this.scanner.row(open, Place.raw);
  }

  private members(open: number, place: Place): number {
    const { scanner } = this;
    const { bytes } = scanner;
    let node = this.shapes.root(place);
    let p = scanner.space(open + 1);
    if (bytes[p] === CLOSE_BRACE) return p + 1;
    for (;;) {
      p = scanner.name(p, node);
      if (p < 0) return -1;
      node = scanner.lastNode;
      p = this.member(p, node.tag);
      if (p < 0) return -1;
      if ((bytes[p] as number) <= SPACE) p = scanner.space(p);
      if (bytes[p] !== COMMA) break;
      p = (bytes[p + 1] as number) > SPACE ? p + 1 : scanner.space(p + 1);
    }
    return bytes[p] === CLOSE_BRACE ? p + 1 : scanner.fail(p, "',' or '}'");
  }

  private member(p: number, tag: number): number {
    switch (tag) {
      case 1:
        return this.scalar(p, this.position);
      case 2:
        return this.scalar(p, this.operation);
      case 3:
        return this.row(p, this.metadata, Place.metadata);
      case 4:
        return this.row(p, this.key, Place.key);
      case 5:
        return this.payloadAt(p);
      case 6:
        return this.row(p, this.before, Place.before);
      case 7:
        return this.row(p, this.after, Place.after);
      default:
        return this.scanner.value(p, this.span, 0);
    }
  }

  private scalar(p: number, field: Field): number {
    const { span } = this;
    const end = this.scanner.value(p, span, 0);
    if (end < 0) return -1;
    field.kind = span[0] as Kind; // `value` writes kinds there
    field.start = span[1] as number;
    field.end = span[2] as number;
    return end;
  }

  private row(p: number, field: Field, place: Place): number {
    const { scanner } = this;
    if (scanner.bytes[p] !== OPEN_BRACE) return this.scalar(p, field);
    const end = scanner.row(p, place);
    if (end < 0) return -1;
    field.kind = Kind.object;
    field.start = p;
    field.end = end;
    field.row = scanner.lastRow;
    return end;
  }

  private payloadAt(p: number): number {
    // Of two payloads the last stands, whole.
    this.before.kind = ABSENT;
    this.after.kind = ABSENT;
    if (this.scanner.bytes[p] !== OPEN_BRACE) return this.scalar(p, this.payload);
    const end = this.members(p, Place.payload);
    this.payload.kind = Kind.object;
    return end;
  }
}
