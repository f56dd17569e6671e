const MARK = '...';

/**
 * The text cut to `width` bytes with `...` at the end, as sprig's `abbrev`: texts that fit, and all texts for a width
 * below 4, stay as they are (https://masterminds.github.io/sprig/strings.html#abbrev).
 */
export function abbreviate(text: string, width: number): string {
  return width < 4 ? text : abbreviateFrom(text, 0, width);
}

/**
 * The text cut to `width` bytes with `...` at both ends, from about byte `offset`, as sprig's `abbrevboth`. Widths
 * that leave no room (below 4, or below 7 with an offset) give the text as it is.
 */
export function abbreviateBoth(text: string, offset: number, width: number): string {
  return width < 4 || (offset > 0 && width < 7) ? text : abbreviateFrom(text, offset, width);
}

/** goutils `AbbreviateFull`; every width given here is at least 4, and 7 where an offset counts. */
function abbreviateFrom(text: string, offset: number, width: number): string {
  if (text.length <= width) return text;
  const room = width - MARK.length;
  let start = Math.min(offset, text.length);
  if (text.length - start < room) start = text.length - room;
  if (start <= 4) return text.slice(0, room) + MARK;
  if (start + room < text.length) return MARK + abbreviateFrom(text.slice(start), 0, room);
  return MARK + text.slice(text.length - room);
}
