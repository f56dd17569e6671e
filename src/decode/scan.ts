import { CLOSE_BRACE, COMMA, QUOTE, SPACE } from './bytes.ts';
import type { Row } from './row.ts';
import type { ShapeTable } from './shape.ts';
import type { ShapeNode } from './shape-node.ts';
import { ValueScanner } from './value-scanner.ts';

/** 256 KiB of spans at a time: about 7,000 values. */
const SLAB_LENGTH = 64 * 1024;

/**
 * Reads JSON objects as rows, in one pass over their bytes: names once per shape, values as spans.
 * The spans of many rows lie in one array, so that a value costs no allocation; an array is never written to again
 * where a row of it has been handed out.
 */
export class Scanner extends ValueScanner {
  /** The row that `row` read last. */
  lastRow: Row | null = null;
  /** Where a name led that `name` read last. */
  lastNode: ShapeNode;
  readonly shapes: ShapeTable;
  private spans: Int32Array;
  private used = 0;
  private readonly slabLength: number;

  constructor(bytes: Buffer, shapes: ShapeTable, slabLength = SLAB_LENGTH) {
    super(bytes);
    this.shapes = shapes;
    this.lastNode = shapes.root(0);
    this.slabLength = slabLength;
    this.spans = new Int32Array(slabLength);
  }

  /** Reads the object whose `{` stands at `open` into `lastRow`. `place` numbers the trees of the shape table. */
  row(open: number, place: number): number {
    const { bytes } = this;
    let { spans } = this;
    let node = this.shapes.root(place);
    let p = (bytes[open + 1] as number) > SPACE ? open + 1 : this.space(open + 1);
    if (bytes[p] === CLOSE_BRACE) return this.endRow(p, node);
    for (;;) {
      p = this.name(p, node);
      if (p < 0) return -1;
      node = this.lastNode;
      let at = this.used + 3 * node.slot;
      if (at + 3 > spans.length) {
        spans = this.growSpans(at + 3 - this.used);
        at = 3 * node.slot;
      }
      p = this.value(p, spans, at);
      if (p < 0) return -1;
      if ((bytes[p] as number) <= SPACE) p = this.space(p);
      if (bytes[p] !== COMMA) break;
      p = (bytes[p + 1] as number) > SPACE ? p + 1 : this.space(p + 1);
    }
    return bytes[p] === CLOSE_BRACE ? this.endRow(p, node) : this.fail(p, "',' or '}'");
  }

  /**
   * Reads a member's name and colon: `lastNode` is what comes after `node` by that name, and the place returned is the
   * value's.
   */
  name(p: number, node: ShapeNode): number {
    const { bytes } = this;
    if (bytes[p] !== QUOTE) return this.fail(p, 'a name in double quotes');
    const start = p + 1;
    const { likely } = node;
    if (likely !== undefined && this.spells(likely, start)) {
      this.lastNode = likely;
      const value = start + likely.raw.length;
      return (bytes[value] as number) > SPACE ? value : this.space(value);
    }
    const close = this.closingQuote(start);
    if (close < 0) return -1;
    const value = this.colon(close + 1);
    if (value >= 0) this.lastNode = this.shapes.child(node, bytes, start, close, value);
    return value;
  }

  /** True where what leads to `node` is spelled at `start`. */
  private spells(node: ShapeNode, start: number): boolean {
    const { raw, words } = node;
    const last = start + raw.length - 4;
    const { view } = this;
    // Not the view's length, which V8 does not read without a call.
    if (last + 4 > this.bytes.length) return false;
    const lastWord = words.length - 1;
    if (lastWord < 0) return this.spellsShort(raw, start);
    if (view.getInt32(last, true) !== words[lastWord]) return false;
    for (let index = 0; index < lastWord; index++) {
      if (view.getInt32(start + 4 * index, true) !== words[index]) return false;
    }
    return true;
  }

  private spellsShort(raw: Uint8Array, start: number): boolean {
    for (let at = 0; at < raw.length; at++) {
      if (raw[at] !== this.bytes[start + at]) return false;
    }
    return true;
  }

  private endRow(close: number, node: ShapeNode): number {
    this.lastRow = {
      shape: node.shape ?? this.shapes.shapeOf(node),
      bytes: this.bytes,
      spans: this.spans,
      offset: this.used,
    };
    this.used += 3 * node.count;
    return close + 1;
  }

  /** A new array, beginning with the row that is being read. */
  private growSpans(needed: number): Int32Array {
    const larger = new Int32Array(Math.max(this.slabLength, needed * 2));
    larger.set(this.spans.subarray(this.used));
    this.spans = larger;
    this.used = 0;
    return larger;
  }
}
