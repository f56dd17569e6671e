import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode } from '../../src/decode/decode.ts';
import { isRejected } from '../../src/decode/record.ts';
import type { Row } from '../../src/decode/row.ts';
import { jsonTextOf } from '../../src/decode/text.ts';
import { type ChangeOptions, changeReader } from '../../src/route/change.ts';

interface Case {
  readonly name: string;
  readonly record: object;
  readonly options?: Partial<ChangeOptions>;
  /** Kind, key, old key and row as JSON text; or the error's code; or skipped. */
  readonly want: string | { kind: string; key?: string; oldKey?: string; row: string };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

const cases: readonly Case[] = [
  {
    name: 'a create with a key is an upsert of the payload with the key over it',
    record: { operation: 'create', key: { id: 1 }, payload: { after: { a: 'x', id: 2 } } },
    want: { kind: 'upsert', key: '{"id":1}', row: '{"a":"x","id":1}' },
  },
  {
    name: 'key columns that the payload lacks come first',
    record: { operation: 'snapshot', key: { id: 1, b: 2 }, payload: { after: { a: 'x', b: 2 } } },
    want: { kind: 'upsert', key: '{"id":1,"b":2}', row: '{"id":1,"a":"x","b":2}' },
  },
  {
    name: 'a raw key that is a JSON object counts as one',
    record: { operation: 'create', key: base64('{"id": 12345678901234567890}'), payload: { after: { a: 'x' } } },
    want: { kind: 'upsert', key: '{"id":12345678901234567890}', row: '{"id":12345678901234567890,"a":"x"}' },
  },
  {
    name: 'a create without a key is an append',
    record: { operation: 'create', key: null, payload: { after: { a: 'x' } } },
    want: { kind: 'append', row: '{"a":"x"}' },
  },
  {
    name: 'a key without columns is none',
    record: { operation: 'create', key: {}, payload: { after: { a: 'x' } } },
    want: { kind: 'append', row: '{"a":"x"}' },
  },
  {
    name: 'a create with nothing at all fails',
    record: { operation: 'create', key: null, payload: { after: null } },
    want: 'invalid_record',
  },
  {
    name: 'a create with a key alone is a row of the key',
    record: { operation: 'create', key: { id: 1 } },
    want: { kind: 'upsert', key: '{"id":1}', row: '{"id":1}' },
  },
  {
    name: '--key takes the key from payload.after',
    record: { operation: 'update', payload: { after: { a: 1, id: 2 } } },
    options: { keyColumns: ['id'] },
    want: { kind: 'upsert', key: '{"id":2}', row: '{"a":1,"id":2}' },
  },
  {
    name: '--key takes a delete’s key from payload.before',
    record: { operation: 'delete', payload: { before: { a: 1, id: 2 } } },
    options: { keyColumns: ['id'] },
    want: { kind: 'delete', key: '{"id":2}', row: '{"id":2}' },
  },
  {
    name: 'the record’s own key stands before --key',
    record: { operation: 'create', key: { k: 1 }, payload: { after: { id: 2 } } },
    options: { keyColumns: ['id'] },
    want: { kind: 'upsert', key: '{"k":1}', row: '{"k":1,"id":2}' },
  },
  {
    name: 'a payload without the column of --key is never appended',
    record: { operation: 'create', payload: { after: { a: 1 } } },
    options: { keyColumns: ['id'] },
    want: 'key_required',
  },
  {
    name: 'a plain key is named by --key',
    record: { operation: 'create', key: base64('a"b\\c'), payload: { after: { a: 1 } } },
    options: { keyColumns: ['id'] },
    want: { kind: 'upsert', key: '{"id":"a\\"b\\\\c"}', row: '{"id":"a\\"b\\\\c","a":1}' },
  },
  {
    name: 'a plain key without --key fails, also for a create',
    record: { operation: 'create', key: base64('7'), payload: { after: { a: 1 } } },
    want: 'key_required',
  },
  {
    name: 'a plain key with several columns of --key fails',
    record: { operation: 'create', key: base64('7'), payload: { after: { a: 1 } } },
    options: { keyColumns: ['id', 'b'] },
    want: 'key_required',
  },
  {
    name: 'a plain key that is no text fails',
    record: { operation: 'create', key: Buffer.from([0xff, 0xfe]).toString('base64'), payload: { after: { a: 1 } } },
    options: { keyColumns: ['id'] },
    want: 'invalid_record',
  },
  {
    name: 'an update without a key fails',
    record: { operation: 'update', payload: { after: { a: 1 } } },
    want: 'key_required',
  },
  {
    name: 'a delete without a key fails',
    record: { operation: 'delete', payload: { before: { a: 1 } } },
    want: 'key_required',
  },
  {
    name: 'a null in the key fails',
    record: { operation: 'create', key: { id: 1, b: null }, payload: { after: { a: 1 } } },
    want: 'invalid_value',
  },
  {
    name: 'an update whose key stands in both payloads alike is an upsert',
    record: { operation: 'update', key: { id: 1 }, payload: { before: { id: 1, a: 'x' }, after: { id: 1, a: 'y' } } },
    want: { kind: 'upsert', key: '{"id":1}', row: '{"id":1,"a":"y"}' },
  },
  {
    name: 'with the new key as the record’s, the old one is read from payload.before',
    record: { operation: 'update', key: { id: 2 }, payload: { before: { id: 1 }, after: { id: 2, a: 'y' } } },
    want: { kind: 'move', key: '{"id":2}', oldKey: '{"id":1}', row: '{"id":2,"a":"y"}' },
  },
  {
    name: 'with the old key as the record’s, the new one is read from payload.after',
    record: { operation: 'update', key: { id: 1 }, payload: { before: null, after: { id: 2, a: 'y' } } },
    want: { kind: 'move', key: '{"id":2}', oldKey: '{"id":1}', row: '{"id":2,"a":"y"}' },
  },
  {
    name: 'a null in the key of payload.before is no old key',
    record: { operation: 'update', key: { id: 2 }, payload: { before: { id: null, a: 1 }, after: { id: 2, a: 'y' } } },
    want: { kind: 'upsert', key: '{"id":2}', row: '{"id":2,"a":"y"}' },
  },
  {
    name: 'payload.before with part of the key is no old key',
    record: {
      operation: 'update',
      key: { id: 2, b: 3 },
      payload: { before: { id: 1 }, after: { id: 2, b: 3, a: 'y' } },
    },
    want: { kind: 'upsert', key: '{"id":2,"b":3}', row: '{"id":2,"b":3,"a":"y"}' },
  },
  {
    name: 'an update without payload.after writes the key alone',
    record: { operation: 'update', key: { id: 2 }, payload: { before: { id: 1 } } },
    want: { kind: 'move', key: '{"id":2}', oldKey: '{"id":1}', row: '{"id":2}' },
  },
  {
    name: '--on-delete ignore skips a delete, with or without a key',
    record: { operation: 'delete', key: { id: 1 } },
    options: { onDelete: { kind: 'ignore' } },
    want: 'skipped',
  },
  {
    name: '--on-delete soft takes the time of opencdc.createdAt to the nanosecond',
    record: { operation: 'delete', key: { id: 1 }, metadata: { 'opencdc.createdAt': '1700000000000000001' } },
    options: { onDelete: { kind: 'soft', column: 'gone' } },
    want: { kind: 'soft-delete', key: '{"id":1}', row: '{"gone":"2023-11-14T22:13:20.000000001Z","id":1}' },
  },
  {
    name: '--on-delete soft takes now where createdAt is no number of nanoseconds',
    record: { operation: 'delete', key: { id: 1 }, metadata: { 'opencdc.createdAt': 'yesterday' } },
    options: { onDelete: { kind: 'soft', column: 'gone' }, now: () => 1 },
    want: { kind: 'soft-delete', key: '{"id":1}', row: '{"gone":"1970-01-01T00:00:00.001Z","id":1}' },
  },
  {
    name: '--update-nulls keep leaves nulls of an update out',
    record: { operation: 'update', key: { id: 1 }, payload: { after: { a: null, id: 1, b: 2 } } },
    options: { updateNulls: 'keep' },
    want: { kind: 'upsert', key: '{"id":1}', row: '{"id":1,"b":2}' },
  },
  {
    name: '--update-nulls before puts values of payload.before in for nulls',
    record: {
      operation: 'update',
      key: { id: 1 },
      payload: { before: { a: 'was', b: 'was', c: 'was' }, after: { a: null, id: 1, b: 2, d: null } },
    },
    options: { updateNulls: 'before' },
    want: { kind: 'upsert', key: '{"id":1}', row: '{"a":"was","id":1,"b":2,"d":null}' },
  },
];

const DEFAULTS: ChangeOptions = { keyColumns: [], onDelete: { kind: 'delete' }, updateNulls: 'set', now: () => 0 };

describe('changeReader', () => {
  for (const { name, record, options, want } of cases) {
    test(name, async () => {
      const [decoded] = await decodeAll(JSON.stringify(record));
      assert.ok(decoded !== undefined && !isRejected(decoded));
      const change = changeReader({ ...DEFAULTS, ...options })(decoded, { schema: undefined, name: 't' });
      if ('error' in change) assert.equal(change.error.code, want);
      else if ('skipped' in change) assert.equal('skipped', want);
      else {
        const got = { kind: change.kind, key: json(change.key), oldKey: json(change.oldKey), row: json(change.row) };
        assert.deepEqual(got, { key: undefined, oldKey: undefined, ...(want as object) });
      }
    });
  }
});

function json(row: Row | null): string | undefined {
  if (row === null) return undefined;
  const members = row.shape.names.map((name, i) => `${JSON.stringify(name)}:${jsonTextOf(row, i)}`);
  return `{${members.join(',')}}`;
}

async function decodeAll(text: string) {
  const all = [];
  for await (const some of decode([{ file: '-', chunks: [Buffer.from(text)] }])) all.push(...some);
  return all;
}
