import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordWeights } from '../../src/batch/weight.ts';
import { decode } from '../../src/decode/decode.ts';
import { type Routed, router } from '../../src/route/route.ts';
import { loadTemplate } from '../../src/template/load-template.ts';

/** Lines as they come to a batch. */
async function routedOf(lines: readonly string[]): Promise<readonly Routed[]> {
  const route = router({
    template: await loadTemplate('t', {}),
    schema: undefined,
    keyColumns: [],
    onDelete: { kind: 'delete' },
    updateNulls: 'set',
    now: () => 0,
    refuse: () => undefined,
  });
  const routed: Routed[] = [];
  for await (const decoded of decode([{ file: '-', chunks: [Buffer.from(`${lines.join('\n')}\n`)] }])) {
    routed.push(...route(decoded));
  }
  return routed;
}

const record = (columns: readonly string[]) =>
  JSON.stringify({
    operation: 'create',
    key: { id: 1 },
    payload: { after: Object.fromEntries([['id', 1], ...columns.map((name) => [name, 2])]) },
  });

describe('what a record weighs in a batch', () => {
  test('is its line, and at first its columns', async () => {
    const line = record(['a', 'b']);
    const weights = (await routedOf([line, line, line])).map(recordWeights());
    assert.deepEqual(weights, [line.length + 3 * 600, line.length, line.length]);
  });

  test('is its line where sets of columns take turns', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => record([`c${10 + (i % 50)}`]));
    const weights = (await routedOf(lines)).map(recordWeights());
    assert.equal(weights.filter((weight, i) => weight > (lines[i]?.length ?? 0)).length, 50);
  });

  test('is more wherever the columns are others than before', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => record([`c${i}`]));
    const weights = (await routedOf(lines)).map(recordWeights());
    assert.ok(weights.every((weight, i) => weight === (lines[i]?.length ?? 0) + 2 * 600));
  });

  test('is the line of what is no change', async () => {
    assert.deepEqual((await routedOf(['{', '"x"'])).map(recordWeights()), [1, 3]);
  });
});
