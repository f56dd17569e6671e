/** A field of Go's reference time, by what it means. https://pkg.go.dev/time#Layout */
export type Field =
  | 'longMonth'
  | 'month'
  | 'numMonth'
  | 'zeroMonth'
  | 'longWeekday'
  | 'weekday'
  | 'day'
  | 'underDay'
  | 'zeroDay'
  | 'underYearDay'
  | 'zeroYearDay'
  | 'hour'
  | 'hour12'
  | 'zeroHour12'
  | 'minute'
  | 'zeroMinute'
  | 'second'
  | 'zeroSecond'
  | 'longYear'
  | 'year'
  | 'PM'
  | 'pm'
  | 'zoneName'
  | 'offset'
  | 'fraction0'
  | 'fraction9';

/** A stretch of a layout: text as it stands, then a field (none at the end of the layout). */
export interface LayoutPart {
  readonly prefix: string;
  readonly field?: Field;
  /** The field as the layout spells it. */
  readonly text: string;
}

/** Fields by their spelling, the longer before what they start with. */
const SPELLINGS: readonly (readonly [string, Field])[] = [
  ['January', 'longMonth'],
  ['Jan', 'month'],
  ['Monday', 'longWeekday'],
  ['Mon', 'weekday'],
  ['MST', 'zoneName'],
  ['01', 'zeroMonth'],
  ['02', 'zeroDay'],
  ['03', 'zeroHour12'],
  ['04', 'zeroMinute'],
  ['05', 'zeroSecond'],
  ['06', 'year'],
  ['002', 'zeroYearDay'],
  ['15', 'hour'],
  ['1', 'numMonth'],
  ['2006', 'longYear'],
  ['2', 'day'],
  ['_2', 'underDay'],
  ['__2', 'underYearDay'],
  ['3', 'hour12'],
  ['4', 'minute'],
  ['5', 'second'],
  ['PM', 'PM'],
  ['pm', 'pm'],
  ['-070000', 'offset'],
  ['-07:00:00', 'offset'],
  ['-0700', 'offset'],
  ['-07:00', 'offset'],
  ['-07', 'offset'],
  ['Z070000', 'offset'],
  ['Z07:00:00', 'offset'],
  ['Z0700', 'offset'],
  ['Z07:00', 'offset'],
  ['Z07', 'offset'],
];

/** The layout taken apart. Every layout is one: what is no field is text. */
export function parseLayout(layout: string): readonly LayoutPart[] {
  const parts: LayoutPart[] = [];
  let start = 0;
  for (let at = 0; at < layout.length; ) {
    const found = fieldAt(layout, at);
    if (found === undefined) {
      at++;
      continue;
    }
    parts.push({ prefix: layout.slice(start, found.start), field: found.field, text: found.text });
    start = found.start + found.text.length;
    at = start;
  }
  parts.push({ prefix: layout.slice(start), text: '' });
  return parts;
}

interface Found {
  readonly field: Field;
  readonly start: number;
  readonly text: string;
}

function fieldAt(layout: string, at: number): Found | undefined {
  const first = layout.charAt(at);
  if (first === '.' || first === ',') return fractionAt(layout, at);
  // `_2006` is an underscore before the year.
  if (layout.startsWith('_2006', at)) return { field: 'longYear', start: at + 1, text: '2006' };
  for (const [text, field] of SPELLINGS) {
    if (!layout.startsWith(text, at)) continue;
    // `Month` holds no `Mon`.
    if ((text === 'Jan' || text === 'Mon') && /[a-z]/.test(layout.charAt(at + 3))) return undefined;
    return { field, start: at, text };
  }
  return undefined;
}

/** A fraction of a second: `.000` or `,999`; other digits after it make it text. */
function fractionAt(layout: string, at: number): Found | undefined {
  const digit = layout.charAt(at + 1);
  if (digit !== '0' && digit !== '9') return undefined;
  let end = at + 1;
  while (layout.charAt(end) === digit) end++;
  if (/[0-9]/.test(layout.charAt(end))) return undefined;
  return { field: digit === '0' ? 'fraction0' : 'fraction9', start: at, text: layout.slice(at, end) };
}
