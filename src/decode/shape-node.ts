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
  /** The child seen last, tried first; where there is but one it is this one, and `children` is undefined. */
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

/**
 * Little-endian words, as `DataView.getInt32(…, true)` reads them. Not by a DataView: that gives the bytes, which V8
 * keeps inside its own object while they are few, a buffer outside of it, and a node five times its weight.
 */
function wordsOf(raw: Uint8Array): Int32Array {
  if (raw.length < 4) return NO_WORDS;
  const words = new Int32Array((raw.length + 3) >> 2);
  for (let index = 0; index < words.length; index++) words[index] = wordAt(raw, Math.min(4 * index, raw.length - 4));
  return words;
}

function wordAt(raw: Uint8Array, at: number): number {
  let word = 0;
  for (let byte = 3; byte >= 0; byte--) word = (word << 8) | (raw[at + byte] as number); // at + 3 is within
  return word;
}

const NO_WORDS = new Int32Array(0);
