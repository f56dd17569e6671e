/** An offset as a text spells it, and how many chars it takes. */
export interface SpelledOffset {
  readonly sign: 1 | -1;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly length: number;
}

/** The offset at the front of the text, in the form of the layout's field (`-07:00`, `Z0700`); undefined for others. */
export function readOffset(text: string, spelling: string): SpelledOffset | undefined {
  const colon = spelling.includes(':') ? ':' : '';
  const digits = spelling.replaceAll(':', '').length - 1;
  let pattern = '^([+-])(\\d\\d)';
  if (digits >= 4) pattern += `${colon}(\\d\\d)`;
  if (digits >= 6) pattern += `${colon}(\\d\\d)`;
  const match = new RegExp(pattern).exec(text);
  if (match === null) return undefined;
  const [whole, sign, hours, minutes = '0', seconds = '0'] = match;
  return {
    sign: sign === '-' ? -1 : 1,
    hours: Number(hours),
    minutes: Number(minutes),
    seconds: Number(seconds),
    length: whole.length,
  };
}

/**
 * How many chars at the front of the text look like the abbreviation of a zone, 0 for none: three capitals, four or
 * five with a `T` at the end, `GMT+3`, `+03`, and a few by name (Go's `parseTimeZone`).
 */
export function zoneNameLength(text: string): number {
  if (text.length < 3) return 0;
  if (text.startsWith('ChST') || text.startsWith('MeST')) return 4;
  if (text.startsWith('GMT')) return 3 + signedHourLength(text.slice(3));
  if (/^[+-]/.test(text)) return signedHourLength(text);
  const [capitals = ''] = /^[A-Z]{0,6}/.exec(text) ?? [];
  switch (capitals.length) {
    case 3:
      return 3;
    case 4:
      return capitals.endsWith('T') || capitals === 'WITA' ? 4 : 0;
    case 5:
      return capitals.endsWith('T') ? 5 : 0;
    default:
      return 0;
  }
}

function signedHourLength(text: string): number {
  const [whole = '', digits = ''] = /^[+-](\d+)/.exec(text) ?? [];
  return whole !== '' && Number(digits) <= 23 ? whole.length : 0;
}
