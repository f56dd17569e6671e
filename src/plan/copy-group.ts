import { Kind, type Row } from '../decode/row.ts';
import { ByteSink } from '../encode/byte-sink.ts';
import { CopyRows } from '../encode/copy-rows.ts';
import type { RecordError } from '../errors.ts';
import type { Binding, BoundColumn } from './binding.ts';
import { type ChangeGroup, type GroupContent, placesOfLive, RowSet } from './change-group.ts';
import type { KeyIndex } from './key-index.ts';

/**
 * Rows for one COPY, which is an INSERT that knows no conflict: of appends, and of upserts whose keys are believed to be
 * new. It costs the server 0.8 of the bulk INSERT and 0.55 of the upsert (bench/copy.bench.ts).
 */
export class CopyGroup implements ChangeGroup {
  readonly binding: Binding;
  readonly action: 'append' | 'upsert';
  readonly copies = true;
  readonly mayMiss = false;
  readonly #rows: CopyRows;
  rows = 0;
  /** Where each row ends. */
  #ends: Int32Array;
  readonly #dead = new RowSet();
  /** The key of the row taken last, as `BulkGroup` has it. */
  readonly #key = new ByteSink(64);
  readonly #isComposite: boolean;

  constructor(binding: Binding, action: 'append' | 'upsert', expectedRows: number) {
    this.binding = binding;
    this.action = action;
    this.#ends = new Int32Array(expectedRows);
    this.#rows = new CopyRows(expectedRows * binding.columns.length * EXPECTED_BYTES);
    this.#isComposite = binding.key.length > 1;
  }

  add(row: Row, { columns }: Binding): RecordError | undefined {
    const { bytes, spans, offset } = row;
    const rows = this.#rows;
    this.#key.length = 0;
    for (let i = 0; i < columns.length; i++) {
      const { encode, index, column, isKey } = columns[i] as BoundColumn; // below the length
      const at = offset + index * 3;
      const kind = spans[at] as Kind; // the scanner writes Kinds there
      if (kind === Kind.null) {
        rows.null();
        continue;
      }
      const begun = rows.bytes;
      rows.begin();
      const error = encode(bytes, kind, spans[at + 1] as number, spans[at + 2] as number, rows.sink);
      if (error !== undefined) {
        rows.cancelRow();
        return { ...error, column: column.name };
      }
      if (isKey) this.#keepKey(begun);
      rows.end();
    }
    rows.endRow();
    if (this.rows === this.#ends.length) this.#ends = doubled(this.#ends);
    this.#ends[this.rows++] = rows.bytes;
    return undefined;
  }

  /** Before it is escaped: the columns come in the table's order, each with its length in front where there are several. */
  #keepKey(begun: number): void {
    const { sink } = this.#rows;
    if (this.#isComposite) this.#key.int32(sink.length - begun);
    this.#key.copy(sink.bytes, begun, sink.length);
  }

  numberLastKey(index: KeyIndex): number {
    return index.numberOf(this.#key.bytes, 0, this.#key.length);
  }

  undoLast(): void {
    this.rows--;
    this.#rows.truncate(this.rows, this.rows === 0 ? 0 : (this.#ends[this.rows - 1] as number));
  }

  kill(row: number): void {
    this.#dead.add(row);
  }

  get liveRows(): number {
    return this.rows - this.#dead.size;
  }

  canInsert(): boolean {
    return true;
  }

  finish(): GroupContent {
    const places = placesOfLive(this.rows, this.#dead);
    if (this.#dead.size > 0) this.#rows.keepOnly(places, this.#ends);
    return { values: [this.#rows.finish()], places };
  }
}

function doubled(ends: Int32Array): Int32Array {
  const larger = new Int32Array(Math.max(16, ends.length * 2));
  larger.set(ends);
  return larger;
}

/** A guess at the length of values, as `BulkGroup` makes one. */
const EXPECTED_BYTES = 16;
