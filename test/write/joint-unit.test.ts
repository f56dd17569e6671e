import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Statement } from '../../src/plan/exact.ts';
import { joinSmallUnits } from '../../src/write/joint-unit.ts';
import { SendWindow, type Unit } from '../../src/write/units.ts';

const statement = (text: string): Statement => ({ text, values: [] });
const answer = (rowCount: number): Answer => ({ rows: [], rowCount });

/** A unit of so many rows in some statements, which tells the answers that it takes. */
function unitOf(rows: number, texts: readonly string[], parts: Partial<Unit> = {}): Unit & { taken: number[] } {
  const taken: number[] = [];
  return {
    taken,
    rows,
    isOpen: false,
    statements: () => texts.map(statement),
    take: (answers) => {
      taken.push(...answers.map(({ rowCount }) => rowCount));
      return true;
    },
    instead: () => assert.fail('nothing failed'),
    ...parts,
  };
}

const textsOf = (units: Iterable<Unit>) =>
  [...units].map((unit) => [...unit.statements()].map(({ text }) => text).join());
const join = (units: readonly Unit[], window = new SendWindow()) => joinSmallUnits(units, window);

test('small units that follow one another are one, up to a number of rows', () => {
  const small = ['a', 'b', 'c', 'd'].map((text) => unitOf(150, [text]));
  assert.deepEqual(textsOf(join(small)), ['a,b,c', 'd']);
});

test('a unit of many rows, or one that others wait for, stays alone and in its place', () => {
  const open = unitOf(1, ['open'], { isOpen: true });
  const units = [
    unitOf(1, ['a']),
    unitOf(1000, ['many']),
    unitOf(1, ['b']),
    open,
    unitOf(1, ['c', 'd']),
    unitOf(1, []),
  ];
  assert.deepEqual(textsOf(join(units)), ['a', 'many', 'b', 'open', 'c,d']);
});

test('none are joined while statements fail', () => {
  const window = new SendWindow();
  window.failed();
  assert.deepEqual(textsOf(join([unitOf(1, ['a']), unitOf(1, ['b'])], window)), ['a', 'b']);
});

test('each takes the answers to its own statements', () => {
  const units = [unitOf(1, ['a']), unitOf(1, []), unitOf(1, ['b', 'c'])];
  const [joint] = join(units);
  assert.equal([...(joint?.statements() ?? [])].length, 3);
  assert.equal(joint?.take([answer(1), answer(2), answer(3)]), true);
  assert.deepEqual(
    units.map(({ taken }) => taken),
    [[1], [], [2, 3]],
  );
});

test('answers that don’t add up for one are those of none', () => {
  const [joint] = join([unitOf(1, ['a']), unitOf(1, ['b'], { take: () => false })]);
  joint?.statements();
  assert.equal(joint?.take([answer(1), answer(1)]), false);
});

test('where it fails, each is run by itself', () => {
  const units = [unitOf(1, ['a']), unitOf(1, ['b'])];
  const [joint] = join(units);
  assert.deepEqual([...(joint?.instead(undefined) ?? [])], units);
});
