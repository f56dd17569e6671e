import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT_STATUS, exitStatusOf } from '../../src/cli/exit-status.ts';

test('the exit statuses are those of the documentation', () => {
  assert.deepEqual(Object.values(EXIT_STATUS), [0, 1, 2, 3, 4, 5, 70, 130, 143]);
});

test('an error that ends the run has its exit status', () => {
  assert.deepEqual([exitStatusOf('usage'), exitStatusOf('database_unreachable'), exitStatusOf('io')], [2, 3, 4]);
});
