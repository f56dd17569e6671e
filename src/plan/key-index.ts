import { ByteSink } from '../encode/byte-sink.ts';

/** Slots at first; a power of two, at least twice the keys. */
const FIRST_SLOTS = 256;

/**
 * Numbers keys by their bytes, in the order in which they first come. In place of a Map of strings: a string and a map's
 * entry for each record cost more than scanning its key did (bench/client.bench.ts).
 */
export class KeyIndex {
  /** How many keys there are. */
  size = 0;
  /** Open addressing with linear probing: a key's number plus one, 0 for a free slot. */
  #slots = new Int32Array(FIRST_SLOTS);
  #hashes = new Int32Array(FIRST_SLOTS / 2);
  /** Where each key's bytes end in `#keys`; they begin where those of the key before end. */
  #ends = new Int32Array(FIRST_SLOTS / 2);
  readonly #keys = new ByteSink(FIRST_SLOTS * 8);

  /** The number of the key that is `bytes[start, end)`: the one that it has, or `size` as it was before. */
  numberOf(bytes: Buffer, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = (this.#slots[slot] as number) - 1; // slot is below the length
      if (number < 0) break;
      if (this.#hashes[number] === hash && this.#isKey(number, bytes, start, end)) return number;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, hash, bytes, start, end);
  }

  #isKey(number: number, bytes: Buffer, start: number, end: number): boolean {
    const from = number === 0 ? 0 : (this.#ends[number - 1] as number);
    if ((this.#ends[number] as number) - from !== end - start) return false;
    const keys = this.#keys.bytes;
    for (let i = 0; i < end - start; i++) if (keys[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Buffer, start: number, end: number): number {
    const number = this.size++;
    this.#slots[slot] = number + 1;
    if (number === this.#hashes.length) this.#grow();
    this.#hashes[number] = hash;
    this.#keys.copy(bytes, start, end);
    this.#ends[number] = this.#keys.length;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const ends = new Int32Array(hashes.length);
    ends.set(this.#ends);
    this.#ends = ends;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let slot = (this.#hashes[number] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a, 32 bits (https://www.rfc-editor.org/rfc/rfc9923), its high bits mixed into the low ones that choose the slot. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}
