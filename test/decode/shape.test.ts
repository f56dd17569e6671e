import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Scanner } from '../../src/decode/scan.ts';
import { ShapeTable } from '../../src/decode/shape.ts';

function scannerOf(): { scan: (text: string) => readonly string[] | undefined; shapes: ShapeTable } {
  const shapes = new ShapeTable([undefined]);
  const scanner = new Scanner(Buffer.alloc(0), shapes);
  const scan = (text: string) => {
    shapes.trim();
    scanner.turnTo(Buffer.from(`${text}\n`));
    return scanner.row(0, 0) < 0 ? undefined : scanner.lastRow?.shape.names;
  };
  return { scan, shapes };
}

test('names mean what the place says, and nothing elsewhere', () => {
  const shapes = new ShapeTable([undefined, new Map([['key', 7]])]);
  const bytes = Buffer.from('key":1');
  assert.equal(shapes.child(shapes.root(1), bytes, 0, 3, 5).tag, 7);
  assert.equal(shapes.child(shapes.root(0), bytes, 0, 3, 5).tag, 0);
});

test('a shape tells the place of each name', () => {
  const { scan, shapes } = scannerOf();
  scan('{"b":1,"a":2}');
  const node = shapes.root(0).likely?.likely;
  assert.ok(node);
  assert.deepEqual(
    [...shapes.shapeOf(node).indexOf],
    [
      ['b', 0],
      ['a', 1],
    ],
  );
});

test('names with the same hash are told apart', () => {
  const bytes = Buffer.from('costarring":1liquid":1');
  const shapes = new ShapeTable([undefined]);
  const root = shapes.root(0);
  // These two words collide in 32 bits of FNV-1a; so do they with the same bytes behind them.
  const first = shapes.child(root, bytes, 0, 10, 12);
  const second = shapes.child(root, bytes, 13, 19, 21);
  assert.deepEqual([first.name, second.name], ['costarring', 'liquid']);
  assert.equal(root.children?.size, 1, 'the words no longer collide: find others');
  assert.equal(shapes.child(root, bytes, 0, 10, 12), first);
  assert.equal(shapes.child(root, bytes, 13, 19, 21), second);
});

test('ever new column sets do not grow the memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag adds
  const heapMiB = () => {
    collect();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  };
  const { scan } = scannerOf();
  const sets = (from: number, to: number) => {
    for (let n = from; n < to; n++) scan(`{"id":1,"column_${n}":2,"other_${n}":3}`);
  };
  sets(0, 10);
  const before = heapMiB();
  const grown: number[] = [];
  // A set adds up to five entries to a table that holds 25,000: unbounded, the last of these would be fifty times it.
  for (let n = 0; n < 12; n++) {
    sets(n * 20_000, (n + 1) * 20_000);
    grown.push(heapMiB() - before);
  }
  assert.ok(Math.max(...grown) < 20, `the heap grew by ${grown.map((mib) => mib.toFixed(0)).join(', ')} MiB`);
  assert.deepEqual(scan('{"id":1,"column_5":2,"other_5":3}'), ['id', 'column_5', 'other_5']);
});
