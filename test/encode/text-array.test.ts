import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { TextArray } from '../../src/encode/text-array.ts';
import { startServer, testMajors } from '../support/server.ts';

function add(array: TextArray, text: string | null): void {
  if (text === null) {
    array.null();
    return;
  }
  array.begin();
  array.sink.text(text);
  array.end();
}

test('a parameter has the header of a one-dimensional text[] and its elements with their lengths', () => {
  const array = new TextArray(8);
  add(array, 'ab');
  add(array, null);
  add(array, '');
  const header = '0000000100000001000000190000000300000001';
  assert.equal(array.finish().toString('hex'), `${header}000000026162ffffffff00000000`);
});

test('an element that is cancelled leaves nothing behind', () => {
  const array = new TextArray(8);
  add(array, 'a');
  array.begin();
  array.sink.text('half of a value that fails');
  array.cancel();
  add(array, 'b');
  assert.equal(array.length, 2);
  assert.equal(array.finish().subarray(20).toString('latin1'), '\0\0\0\x01a\0\0\0\x01b');
});

test('an array can be cut back to an earlier state', () => {
  const array = new TextArray(8);
  add(array, 'a');
  const { length, bytes } = array;
  add(array, 'b');
  array.truncate(length, bytes);
  assert.equal(array.finish().subarray(12).toString('hex'), '00000001000000010000000161');
});

test('what finish returns is not written to by the next elements', () => {
  const array = new TextArray(8);
  add(array, 'first');
  const first = array.finish();
  const before = first.toString('hex');
  add(array, 'other');
  assert.equal(first.toString('hex'), before);
  assert.equal(array.finish().subarray(24).toString('latin1'), 'other');
});

for (const major of testMajors()) {
  test(`PostgreSQL ${major} reads the parameter as the texts that were added`, async () => {
    const database = await (await startServer(major)).createDatabase();
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      for (const texts of [[], ['a'], [null], ['', null, '{"x"}', 'NULL', 'ä😀\n\\', 'y'.repeat(100_000)]]) {
        const array = new TextArray(8);
        for (const text of texts) add(array, text);
        const read: pg.QueryResult<{ v: unknown }> = await client.query('SELECT to_jsonb($1::text[]) AS v', [
          array.finish(),
        ]);
        assert.deepEqual(read.rows[0]?.v, texts);
      }
    } finally {
      await client.end();
      await database.drop();
    }
  });
}
