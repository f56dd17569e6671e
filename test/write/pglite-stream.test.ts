import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { PgliteStream } from '../../src/write/pglite-stream.ts';

describe('PgliteStream', () => {
  let database: PGlite;
  let stream: PgliteStream;
  const startup = int32(23, 196608, Buffer.from('user\0postgres\0\0'));
  const conversation = Buffer.concat([query("SELECT 'one'"), query('SELEC'), query("SELECT 'two'")]);

  before(async () => {
    database = await PGlite.create();
    stream = new PgliteStream(database);
  });
  after(() => database.close());

  it('answers what is written together with the startup message', async () => {
    assert.match(await answers([Buffer.concat([startup, query("SELECT 'first'")])]), /server_version.*first/s);
  });

  it('gives the same answers wherever what is written is cut', async () => {
    const whole = await answers([conversation]);
    assert.match(whole, /one.*syntax error.*two/s);
    for (let at = 1; at < conversation.length; at += 1) {
      assert.equal(await answers([conversation.subarray(0, at), conversation.subarray(at)]), whole, `cut at ${at}`);
    }
    const bytes = [...conversation].map((byte) => Buffer.from([byte]));
    assert.equal(await answers(bytes), whole, 'cut everywhere');
  });

  it('takes a message of megabytes in pieces, and answers what follows it', async () => {
    const long = Buffer.concat([query(`SELECT length('${'x'.repeat(3_000_000)}')`), query("SELECT 'next'")]);
    const pieces = Array.from({ length: Math.ceil(long.length / 65536) }, (_, i) =>
      long.subarray(i * 65536, (i + 1) * 65536),
    );
    assert.match(await answers(pieces), /3000000.*next/s);
  });

  it('keeps goodbye from the database', async () => {
    const goodbye = Buffer.from([0x58, 0, 0, 0, 4]);
    assert.match(await answers([Buffer.concat([conversation, goodbye])]), /two/);
    assert.deepEqual((await database.query('SELECT 1 AS one')).rows, [{ one: 1 }]);
  });

  /** What is answered when all chunks are written, byte for byte. */
  async function answers(chunks: readonly Buffer[]): Promise<string> {
    const received: Buffer[] = [];
    const receive = (bytes: Buffer) => received.push(bytes);
    stream.on('data', receive);
    await Promise.all(
      chunks.map(
        (chunk) =>
          new Promise<void>((resolve, reject) => {
            stream.write(chunk, (error) => (error ? reject(error) : resolve()));
          }),
      ),
    );
    await new Promise(setImmediate);
    stream.off('data', receive);
    return Buffer.concat(received).toString('latin1');
  }
});

function query(text: string): Buffer {
  return Buffer.concat([Buffer.from('Q'), int32(text.length + 5, Buffer.from(`${text}\0`))]);
}

function int32(...parts: readonly (number | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part !== 'number') return part;
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(part);
      return bytes;
    }),
  );
}
