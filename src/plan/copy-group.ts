import { Kind, type Row } from '../decode/row.ts';
import { ByteSink } from '../encode/byte-sink.ts';
import { CopyBinaryRows } from '../encode/copy-binary-rows.ts';
import type { CopyFormat, CopyRows } from '../encode/copy-rows.ts';
import { CopyTextRows } from '../encode/copy-text-rows.ts';
import type { RecordError } from '../errors.ts';
import type { Binding, BoundColumn } from './binding.ts';
import { type ChangeGroup, type GroupContent, placesOfLive, RowSet } from './change-group.ts';
import type { KeyIndex } from './key-index.ts';
import { KeyTexts } from './key-texts.ts';
import { fitsOnPage, type StagedRows } from './stage.ts';

/** A row is too long for the stage. */
export class LongRowError extends Error {
  override readonly name = 'LongRowError';
}

/** A value of a binding's rows has no binary form: they are to be sent as text. */
export class NoBinaryFormError extends Error {
  override readonly name = 'NoBinaryFormError';
  readonly binding: Binding;

  constructor(binding: Binding) {
    super('a value has no binary form');
    this.binding = binding;
  }
}

/**
 * Rows for one COPY, which is an INSERT that knows no conflict: of appends, and of upserts whose keys are believed to be
 * new. It costs the server 0.8 of the bulk INSERT and 0.55 of the upsert (bench/copy.bench.ts). With a `stage`, rows for a
 * COPY into that, which one upsert takes on.
 * In the binary format `add` takes nothing and throws NoBinaryFormError where a value must be a text, and LongRowError where
 * a row is too long for the stage.
 */
export class CopyGroup implements ChangeGroup {
  readonly binding: Binding;
  readonly action: 'append' | 'upsert';
  readonly copies: CopyFormat | undefined;
  readonly stage: StagedRows | undefined;
  readonly mayMiss: boolean;
  readonly #rows: CopyRows;
  /** The same, where staged. */
  readonly #numbered: CopyBinaryRows | undefined;
  rows = 0;
  /** Where the first row begins. */
  readonly #start: number;
  /** Where each row ends. */
  #ends: Int32Array;
  readonly #dead = new RowSet();
  /** The key of the row taken last, as `BulkGroup` has it. */
  readonly #key = new ByteSink(64);
  readonly #isComposite: boolean;
  /** Where the statement's answer tells staged rows by their keys: these, one behind the other. */
  readonly #keys: KeyTexts | undefined;

  constructor(
    binding: Binding,
    action: 'append' | 'upsert',
    format: CopyFormat,
    expectedRows: number,
    stage?: StagedRows,
  ) {
    this.binding = binding;
    this.action = action;
    this.copies = stage === undefined ? format : undefined;
    this.stage = stage;
    this.mayMiss = stage?.areThere === true;
    this.#keys = stage?.areThere === false ? new KeyTexts(binding, expectedRows) : undefined;
    this.#ends = new Int32Array(expectedRows);
    const bytes = expectedRows * rowBytes(binding);
    const binary = format === 'binary' ? new CopyBinaryRows(bytes) : undefined;
    this.#rows = binary ?? new CopyTextRows(bytes);
    this.#numbered = stage && binary;
    this.#start = this.#rows.bytes;
    this.#isComposite = binding.key.length > 1;
  }

  add(row: Row, { columns }: Binding): RecordError | undefined {
    const { bytes, spans, offset } = row;
    const rows = this.#rows;
    const { stage } = this;
    this.#key.length = 0;
    const rowStart = rows.bytes;
    rows.beginRow(stage === undefined ? columns.length : columns.length + 1);
    if (stage !== undefined) this.#numbered?.int4(stage.first + this.rows);
    let grown = 0;
    for (let i = 0; i < columns.length; i++) {
      const { encode, index, column, isKey, binary } = columns[i] as BoundColumn; // below the length
      const at = offset + index * 3;
      const kind = spans[at] as Kind; // the scanner writes Kinds there
      if (kind === Kind.null) {
        rows.null();
        continue;
      }
      const start = spans[at + 1] as number;
      const end = spans[at + 2] as number;
      if (kind === Kind.string && !isKey && rows.written(binary, bytes, start, end)) continue;
      const begun = rows.begin(binary);
      const error = encode(bytes, kind, start, end, rows.sink);
      if (error !== undefined) {
        rows.cancelRow();
        return { ...error, column: column.name };
      }
      if (isKey) this.#keepKey(begun);
      if (!rows.end(binary)) {
        rows.cancelRow();
        throw new NoBinaryFormError(this.binding);
      }
      if (binary !== undefined && binary.growth > 1) grown += (rows.sink.length - begun) * (binary.growth - 1);
    }
    if (stage !== undefined && !fitsOnPage(rows.bytes - rowStart + grown, columns.length)) {
      rows.cancelRow();
      throw new LongRowError('a row is too long for the stage');
    }
    rows.endRow();
    this.#keys?.add(this.rows, this.#key);
    if (this.rows === this.#ends.length) this.#ends = doubled(this.#ends);
    this.#ends[this.rows++] = rows.bytes;
    return undefined;
  }

  /** As text: the columns come in the table's order, each with its length in front where there are several. */
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
    this.#rows.truncate(this.#startOf(this.rows));
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

  /** What the rows take that `take` has not given yet, in bytes. */
  get bytes(): number {
    return this.#rows.bytes;
  }

  /** The data of the rows so far, which can't be taken back any more; `finish` gives the rest. `room`: see CopyRows. */
  take(room: number): Buffer {
    const data = this.#rows.take(room);
    if (this.rows > 0) this.#ends[this.rows - 1] = this.#rows.bytes;
    return data;
  }

  /** The rest of the data, where no row is to be left out of it. */
  takeRest(): Buffer {
    return this.#rows.finish();
  }

  finish(): GroupContent {
    const places = placesOfLive(this.rows, this.#dead);
    // Staged rows were sent, the dead too.
    if (this.stage !== undefined) {
      return { values: [], places, sentRows: this.rows, keyTexts: () => this.#keys?.of(places) ?? [] };
    }
    if (this.#dead.size > 0) this.#keepOnly(places);
    return { values: [this.#rows.finish()], places };
  }

  /** Leaves out all rows but those at `places`, which ascend. */
  #keepOnly(places: Int32Array): void {
    const { bytes } = this.#rows.sink;
    let to = this.#start;
    for (const row of places) {
      const start = this.#startOf(row);
      const end = this.#startOf(row + 1);
      bytes.copyWithin(to, start, end);
      to += end - start;
    }
    this.#rows.truncate(to);
  }

  /** Where a row begins, or the last one ended. */
  #startOf(row: number): number {
    return row === 0 ? this.#start : (this.#ends[row - 1] as number); // every row has its end
  }
}

function doubled(ends: Int32Array): Int32Array {
  const larger = new Int32Array(Math.max(16, ends.length * 2));
  larger.set(ends);
  return larger;
}

/** A guess at the bytes of a row, as `BulkGroup` makes one. */
export function rowBytes({ columns }: Binding): number {
  return columns.length * 16;
}
