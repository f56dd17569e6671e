import { ExecError } from './exec-error.ts';
import type { GoType } from './type.ts';
import type { GoValue } from './value.ts';

/** Where a map's entries come from while nobody has changed it: the record's bytes, read when asked for. */
export interface MapSource {
  readonly size: number;
  /** The value of a key, undefined where there is none; the same object for the same key each time. */
  get(key: string): GoValue | undefined;
  /** All keys, in any order. */
  keys(): Iterable<string>;
}

/** A map with string keys. Maps are references, as in Go: `set` is seen by every holder, also after `as`. */
export class GoMap {
  readonly type: GoType;
  readonly isNil: boolean;
  private entries: Map<string, GoValue> | MapSource;
  /** The map that this one is another type's view of: the entries are there. */
  private readonly origin: GoMap;

  /** `entries` of null makes a nil map. A JS Map given here belongs to this map from then on. */
  constructor(type: GoType, entries: Map<string, GoValue> | MapSource | null, viewOf?: GoMap) {
    this.type = type;
    this.isNil = entries === null;
    this.entries = entries ?? noEntries;
    this.origin = viewOf ?? this;
  }

  /** This very map under another type (Go's conversion): both see each other's changes. */
  as(type: GoType): GoMap {
    return type === this.type ? this : new GoMap(type, this.isNil ? null : this.origin.entries, this.origin);
  }

  get size(): number {
    return this.origin.entries.size;
  }

  get(key: string): GoValue | undefined {
    return this.origin.entries.get(key);
  }

  has(key: string): boolean {
    return this.origin.entries.get(key) !== undefined;
  }

  /** The keys in Go's printing order: by bytes. */
  keys(): string[] {
    return [...this.origin.entries.keys()].sort();
  }

  /** @throws ExecError for a nil map, as Go panics. */
  set(key: string, value: GoValue): void {
    if (this.isNil) throw new ExecError('assignment to entry in nil map');
    this.ownEntries().set(key, value);
  }

  delete(key: string): void {
    if (!this.isNil) this.ownEntries().delete(key);
  }

  private ownEntries(): Map<string, GoValue> {
    const { entries } = this.origin;
    if (entries instanceof Map) return entries;
    const copy = new Map<string, GoValue>();
    for (const key of entries.keys()) copy.set(key, entries.get(key) ?? null);
    this.origin.entries = copy;
    return copy;
  }
}

/** What nil maps hold; never written, as `set` refuses them. */
const noEntries: MapSource = { size: 0, get: () => undefined, keys: () => [] };
