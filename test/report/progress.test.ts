import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesText, durationText, progressText } from '../../src/report/progress.ts';

const state = { records: 1500, failed: 2, bytesRead: 1024 * 1024, bytesTotal: 3 * 1024 * 1024 };

const cases: readonly { name: string; got: string; want: string }[] = [
  {
    name: 'records, rate, bytes of bytes, time left, failures',
    got: progressText(state, 10_000, 120),
    want: '1500 records · 150/s · 1.0 MiB of 3.0 MiB · ETA 0:20 · 2 failed',
  },
  {
    name: 'no total and no time left where the size is unknown',
    got: progressText({ ...state, bytesTotal: undefined }, 10_000, 120),
    want: '1500 records · 150/s · 1.0 MiB · 2 failed',
  },
  {
    name: 'no time left before the first byte',
    got: progressText({ ...state, bytesRead: 0 }, 10_000, 120),
    want: '1500 records · 150/s · 0 B of 3.0 MiB · 2 failed',
  },
  {
    name: 'a file that grew has no time left',
    got: progressText({ ...state, bytesRead: 4 * 1024 * 1024 }, 10_000, 120),
    want: '1500 records · 150/s · 4.0 MiB of 3.0 MiB · ETA 0:00 · 2 failed',
  },
  { name: 'a narrow terminal cuts the line', got: progressText(state, 10_000, 13), want: '1500 records' },
  { name: 'bytes', got: bytesText(1023), want: '1023 B' },
  { name: 'kibibytes', got: bytesText(1536), want: '1.5 KiB' },
  { name: 'more than the largest unit', got: bytesText(5000 * 1024 ** 4), want: '5000.0 TiB' },
  { name: 'seconds are rounded up', got: durationText(61_200), want: '1:02' },
  { name: 'hours', got: durationText(3_723_000), want: '1:02:03' },
];
for (const { name, got, want } of cases) test(`progress: ${name}`, () => assert.equal(got, want));
