import type { Shape } from './row.ts';
import { type LongRow, ShapeNode } from './shape-node.ts';

const NO_TAGS: ReadonlyMap<string, number> = new Map();
const NO_BYTES = new Uint8Array(0);

/** Rows of more names are read without the tree. A table has at most 1,600 columns in PostgreSQL. */
const MAX_DEPTH = 2048;
/** Names held by nodes and shapes together, about 350 bytes each; and the bytes of their spellings. */
const MAX_ENTRIES = 25_000;
const MAX_NAME_BYTES = 2 * 1024 * 1024;

/**
 * The shapes seen so far, one tree for each place where rows stand (key, before, after, …), so that the row seen last
 * at a place foretells the next one there. Bounded: once full it is emptied between records, and filled anew.
 */
export class ShapeTable {
  private readonly places: readonly ReadonlyMap<string, number>[];
  private roots: readonly ShapeNode[];
  private readonly shapes = new Map<string, Shape>();
  private entries = 0;
  private nameBytes = 0;

  /** One tree for each element of `places`, which says what names mean there. */
  constructor(places: readonly (ReadonlyMap<string, number> | undefined)[]) {
    this.places = places.map((tags) => tags ?? NO_TAGS);
    this.roots = this.newRoots();
  }

  /** The node before the first name at a place. */
  root(place: number): ShapeNode {
    return this.roots[place] as ShapeNode; // places are numbered by who made the table
  }

  /** To be called between records: forgets all shapes when there are too many. Rows that were made keep theirs. */
  trim(): void {
    if (this.entries <= MAX_ENTRIES && this.nameBytes <= MAX_NAME_BYTES) return;
    this.roots = this.newRoots();
    this.shapes.clear();
    this.entries = 0;
    this.nameBytes = 0;
  }

  /**
   * The node after `node` for the name spelled `bytes[start, close)`, where `bytes[close]` is its closing quote and
   * `bytes[value]` the start of the value.
   */
  child(node: ShapeNode, bytes: Buffer, start: number, close: number, value: number): ShapeNode {
    if (node.long !== undefined) return extend(node, node.long, nameOf(bytes, start, close));
    const only = node.children === undefined ? node.likely : undefined;
    if (only !== undefined && spells(only.raw, bytes, start, value)) return only;
    const hash = hashOf(bytes, start, value);
    let found = node.children?.get(hash);
    while (found !== undefined && !spells(found.raw, bytes, start, value)) found = found.sibling;
    found ??= this.grow(node, nameOf(bytes, start, close), new Uint8Array(bytes.subarray(start, value)), hash);
    if (found.long === undefined) node.likely = found;
    return found;
  }

  /** The shape of a row that ends after `node`. */
  shapeOf(node: ShapeNode): Shape {
    if (node.shape !== undefined) return node.shape;
    const names = node.long?.names ?? namesUpTo(node);
    const indexOf = node.long?.indexOf ?? new Map(names.map((name, index) => [name, index]));
    if (node.long !== undefined) return { names, indexOf };
    const spelled = JSON.stringify(names);
    const shape = this.shapes.get(spelled) ?? { names, indexOf };
    this.shapes.set(spelled, shape);
    this.entries += names.length;
    this.nameBytes += spelled.length;
    node.shape = shape;
    return shape;
  }

  private grow(node: ShapeNode, name: string, raw: Uint8Array, hash: number): ShapeNode {
    if (node.depth >= MAX_DEPTH) return longAfter(node, name);
    const child = new ShapeNode(raw, node, node.tags, name, slotFor(node, name));
    // A node with one child, as most are, does without a map.
    const only = node.likely;
    if (node.children === undefined && only !== undefined)
      node.children = new Map([[hashOf(only.raw, 0, only.raw.length), only]]);
    child.sibling = node.children?.get(hash);
    node.children?.set(hash, child);
    this.entries++;
    this.nameBytes += raw.length;
    return child;
  }

  private newRoots(): readonly ShapeNode[] {
    return this.places.map((tags) => new ShapeNode(NO_BYTES, undefined, tags, '', -1));
  }
}

/** The name without its escapes: cold, as it is read once for a node. */
function nameOf(bytes: Buffer, start: number, close: number): string {
  const spelled = bytes.toString('utf8', start, close);
  return spelled.includes('\\') ? (JSON.parse(`"${spelled}"`) as string) : spelled; // a string literal is a string
}

function slotFor(node: ShapeNode, name: string): number {
  for (let at: ShapeNode | undefined = node; at?.parent !== undefined; at = at.parent) {
    if (at.name === name) return at.slot;
  }
  return node.count;
}

function namesUpTo(node: ShapeNode): string[] {
  const names: string[] = new Array(node.count);
  for (let at: ShapeNode | undefined = node; at?.parent !== undefined; at = at.parent) names[at.slot] = at.name;
  return names;
}

function longAfter(node: ShapeNode, name: string): ShapeNode {
  const names = namesUpTo(node);
  const long: LongRow = { names, indexOf: new Map(names.map((each, index) => [each, index])) };
  const rest = new ShapeNode(NO_BYTES, node, node.tags, name, node.count);
  rest.long = long;
  return extend(rest, long, name);
}

/** Gives the node of a long row its next name. Only one reader has the node, and only until the row ends. */
function extend(node: ShapeNode, long: LongRow, name: string): ShapeNode {
  let slot = long.indexOf.get(name);
  if (slot === undefined) {
    slot = long.names.push(name) - 1;
    long.indexOf.set(name, slot);
  }
  node.name = name;
  node.tag = node.tags.get(name) ?? 0;
  node.slot = slot;
  node.count = long.names.length;
  return node;
}

function spells(raw: Uint8Array, bytes: Buffer, start: number, end: number): boolean {
  if (raw.length !== end - start) return false;
  for (let at = start; at < end; at++) {
    if (raw[at - start] !== bytes[at]) return false;
  }
  return true;
}

/** FNV-1a, 32 bits: https://www.rfc-editor.org/rfc/rfc9923 */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193); // at < end
  return hash;
}
