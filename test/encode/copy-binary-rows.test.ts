import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BinaryForm, binaryFormOf } from '../../src/encode/binary-form.ts';
import { CopyBinaryRows, withoutBinaryRow } from '../../src/encode/copy-binary-rows.ts';
import { builtIn } from '../plan/tables.ts';
import { add, addRow } from './copy-row.ts';

const asText = formOf('text');
const header = '5047434f50590aff0d0a000000000000000000';
const trailer = 'ffff';

function formOf(type: string): BinaryForm {
  const form = binaryFormOf(builtIn(type));
  assert.ok(form);
  return form;
}

function hexOf(rows: CopyBinaryRows): string {
  return rows.finish().toString('hex');
}

test('no rows are the format’s beginning and end', () => {
  assert.equal(hexOf(new CopyBinaryRows(1)), header + trailer);
});

test('a row has the number of its values, and each its length', () => {
  const rows = new CopyBinaryRows(1);
  addRow(rows, ['ab', '', null], asText);
  assert.equal(hexOf(rows), `${header}0003${'00000002'}6162${'00000000'}${'ffffffff'}${trailer}`);
});

test('the version of jsonb’s format stands before its text, which is what `begin` gives the place of', () => {
  const rows = new CopyBinaryRows(1);
  const jsonb = formOf('jsonb');
  rows.beginRow(1);
  const begun = rows.begin(jsonb);
  rows.sink.text('[1]');
  assert.equal(rows.sink.bytes.toString('latin1', begun, rows.bytes), '[1]');
  assert.ok(rows.end(jsonb));
  rows.endRow();
  assert.equal(hexOf(rows), `${header}0001${'00000004'}015b315d${trailer}`);
});

test('a row that is cancelled leaves nothing behind', () => {
  const rows = new CopyBinaryRows(1);
  addRow(rows, ['a'], asText);
  rows.beginRow(2);
  assert.ok(add(rows, 'b', asText));
  assert.ok(!add(rows, 'now', formOf('timestamptz')));
  rows.cancelRow();
  addRow(rows, ['c'], asText);
  assert.equal(hexOf(rows), `${header}0001${'00000001'}61${'0001'}${'00000001'}63${trailer}`);
});

test('a value of a type without a binary form has none', () => {
  const rows = new CopyBinaryRows(1);
  rows.beginRow(1);
  assert.ok(!add(rows, 'a'));
});

test('what is taken in pieces is what it is as a whole, and is not written to any more', () => {
  const whole = new CopyBinaryRows(1);
  const inPieces = new CopyBinaryRows(1);
  const pieces: Buffer[] = [];
  for (const text of ['first', 'second', 'third']) {
    addRow(whole, [text], asText);
    addRow(inPieces, [text], asText);
    pieces.push(inPieces.take(3));
    // None of it is left to be cancelled.
    inPieces.beginRow(1);
    inPieces.cancelRow();
  }
  pieces.push(inPieces.finish());
  assert.deepEqual(Buffer.concat(pieces), whole.finish());
});

test('a row is taken out of them by its place', () => {
  const values = [
    ['a', null],
    [null, 'bcd'],
    ['', 'e'],
  ] as const;
  const copyOf = (rows: readonly (readonly (string | null)[])[]) => {
    const copy = new CopyBinaryRows(1);
    for (const row of rows) addRow(copy, row, asText);
    return copy.finish();
  };
  for (const place of values.keys()) {
    assert.deepEqual(withoutBinaryRow(copyOf(values), place), copyOf(values.toSpliced(place, 1)));
  }
});

test('a value that needs no encoder is written as one whose text is replaced', () => {
  const moment = formOf('timestamptz');
  const text = Buffer.from('2026-01-31T23:59:59.5+01:00');
  const written = new CopyBinaryRows(1);
  written.beginRow(1);
  assert.ok(written.written(moment, text, 0, text.length));
  written.endRow();
  const replaced = new CopyBinaryRows(1);
  addRow(replaced, [text.toString()], moment);
  assert.equal(hexOf(written), hexOf(replaced));
});

test('a value that needs the encoder leaves nothing behind', () => {
  const rows = new CopyBinaryRows(1);
  const { bytes } = rows;
  for (const [type, text] of [
    ['timestamptz', 'now'],
    ['timestamptz', '2026-02-30T00:00:00Z'],
    ['text', 'a'],
    ['inet', 'a'],
  ] as const) {
    assert.ok(!rows.written(binaryFormOf(builtIn(type)), Buffer.from(text), 0, text.length), text);
    assert.equal(rows.bytes, bytes);
  }
});
