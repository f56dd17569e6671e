import { describe } from 'node:test';
import { builtIn } from './encode-json.ts';
import { encodes } from './encodes.ts';

/** A text that goes to the server as it is. */
function same(name: string, text: string) {
  return { name, input: `"${text}"`, want: text };
}

describe('timestamp with time zone', () => {
  encodes(builtIn('timestamptz'), [
    same('the form of RFC 3339', '2026-01-31T23:59:59Z'),
    same('nanoseconds, which the server rounds', '2026-01-31T23:59:59.123456789+02:00'),
    same('a blank, and no seconds', '2026-01-31 23:59'),
    same('a date alone', '2026-01-31'),
    same('a leap day', '2000-02-29T00:00:00Z'),
    same('the first moment of the next day', '2026-01-31T24:00:00'),
    same('a leap second', '2026-06-30T23:59:60Z'),
    same('infinity', '-infinity'),
    same('a year before Christ', '0044-03-15 10:00:00 BC'),
    same('a year of more digits', '12026-01-01T00:00:00Z'),
    same('another form', 'January 8, 1999 04:05:06 PST'),
    { name: 'no leap day', input: '"1900-02-29T00:00:00Z"', refused: '22008' },
    { name: 'no such day', input: '"2026-04-31"', refused: '22008' },
    { name: 'no such month', input: '"2026-13-01T00:00:00Z"', refused: '22008' },
    { name: 'no year zero', input: '"0000-01-01"', refused: '22008' },
    { name: 'no such hour', input: '"2026-01-01T25:00:00Z"', refused: '22008' },
    { name: 'no such minute', input: '"2026-01-01T23:60:00Z"', refused: '22008' },
    { name: 'later than the end of the day', input: '"2026-01-01T24:00:00.000001Z"', refused: '22008' },
    { name: 'no such offset', input: '"2026-01-01T00:00:00+16:00"', refused: '22009' },
    { name: 'a word is refused', input: '"soon"', refused: '22007', message: '"soon" is no timestamp with time zone' },
    { name: 'an empty string is refused', input: '""', refused: '22007' },
    {
      name: 'a number has no unit',
      input: '1767225600000',
      refused: '22007',
      hint: 'write it in ISO 8601 form, as in "2026-01-31T23:59:59Z"',
    },
    { name: 'an object is refused', input: '{}', refused: '22007' },
  ]);
});

describe('date', () => {
  encodes(builtIn('date'), [
    same('the ISO form', '2026-01-31'),
    same('a timestamp, whose time the server leaves out', '2026-01-31T00:00:00Z'),
    {
      name: 'no such day',
      input: '"2026-02-30"',
      refused: '22008',
      message: '"2026-02-30" is no date: there is no such day or time',
    },
    { name: 'a number is refused', input: '20260131', refused: '22007' },
  ]);
});

describe('time', () => {
  encodes(builtIn('time'), [
    same('hours and minutes', '23:59'),
    same('a fraction', '23:59:59.999999'),
    same('midnight at the end', '24:00:00'),
    same('a special word', 'allballs'),
    { name: 'no such hour', input: '"25:00"', refused: '22008' },
    { name: 'a number is refused', input: '5', refused: '22007' },
  ]);
});
