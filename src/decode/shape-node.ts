import type { Shape } from './row.ts';

/**
 * One name after others: where a row is after reading `"a", "b", …` in this order and spelling. The tree of these nodes
 * works as hidden classes do in a JavaScript engine: a row walks down it, name by name, and its last node has its shape.
 */
export class ShapeNode {
  /**
   * All that led here as the input spelled it: the name, its closing quote, the colon, white space; so the value comes
   * right after it.
   */
  readonly raw: Uint8Array;
  /** The same in words of four bytes, the last one overlapping; empty where it is shorter. Comparing them is faster. */
  readonly words: Int32Array;
  readonly parent: ShapeNode | undefined;
  /** What the names mean to the reader of this tree; 0 is nothing. */
  readonly tags: ReadonlyMap<string, number>;
  name: string;
  tag: number;
  /** The column that a value after this name belongs to: a repeated name has its first one's. */
  slot: number;
  /** How many columns there are up to here. */
  count: number;
  readonly depth: number;
  /** The child seen last, tried first. */
  likely: ShapeNode | undefined = undefined;
  children: Map<number, ShapeNode> | undefined = undefined;
  /** The next child of the same parent with the same hash. */
  sibling: ShapeNode | undefined = undefined;
  shape: Shape | undefined = undefined;
  /** Set on a node that stands for the rest of one very long row, and is in no tree. */
  long: LongRow | undefined = undefined;

  constructor(
    raw: Uint8Array,
    parent: ShapeNode | undefined,
    tags: ReadonlyMap<string, number>,
    name: string,
    slot: number,
  ) {
    this.raw = raw;
    this.words = wordsOf(raw);
    this.parent = parent;
    this.tags = tags;
    this.name = name;
    this.tag = tags.get(name) ?? 0;
    this.slot = slot;
    this.count = parent === undefined ? 0 : Math.max(parent.count, slot + 1);
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }
}

/** The names of one row that is too long for the tree. */
export interface LongRow {
  readonly names: string[];
  readonly indexOf: Map<string, number>;
}

/** Little-endian words, as `DataView.getInt32(…, true)` reads them. */
function wordsOf(raw: Uint8Array): Int32Array {
  if (raw.length < 4) return new Int32Array(0);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const words = new Int32Array((raw.length + 3) >> 2);
  for (let index = 0; index < words.length; index++) {
    words[index] = view.getInt32(Math.min(4 * index, raw.length - 4), true);
  }
  return words;
}
