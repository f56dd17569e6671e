/** Strings of more bytes than this are decoded each time. */
export const maxBytes = 64;
const slots = 1024;

/**
 * Decoded strings by their bytes. Names of tables and tenants come again with every record, and comparing a dozen
 * bytes is much cheaper than making a string of them (bench/template.bench.ts). Bounded: 1,024 strings of 64 bytes.
 */
export class TextCache {
  private readonly encoding: 'utf8' | 'latin1';
  private readonly sources: Uint8Array[] = new Array(slots);
  private readonly texts: string[] = new Array(slots);

  constructor(encoding: 'utf8' | 'latin1') {
    this.encoding = encoding;
  }

  /** The text of `bytes[start, end)`. */
  text(bytes: Buffer, start: number, end: number): string {
    if (end - start > maxBytes) return bytes.toString(this.encoding, start, end);
    const slot = slotOf(bytes, start, end);
    const known = this.sources[slot];
    if (known !== undefined && spells(known, bytes, start, end)) return this.texts[slot] ?? '';
    const text = bytes.toString(this.encoding, start, end);
    // A copy of its own: the chunk must not be kept for it.
    this.sources[slot] = Uint8Array.prototype.slice.call(bytes, start, end);
    this.texts[slot] = text;
    return text;
  }
}

/** FNV-1a: https://www.rfc-editor.org/rfc/rfc9923 */
function slotOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 16)) & (slots - 1);
}

function spells(known: Uint8Array, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
