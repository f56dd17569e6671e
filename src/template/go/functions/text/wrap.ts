import { checkBytes } from '../../limits.ts';

/**
 * The text with `newline` put in so that lines are at most `width` bytes, broken at spaces; leading spaces of a line go.
 * Words longer than a line are broken where `breakLongWords`, else stand out. Widths below 1 count as 1. Follows
 * goutils `WrapCustom` (https://pkg.go.dev/github.com/Masterminds/goutils#WrapCustom).
 */
export function wrapText(text: string, width: number, newline: string, breakLongWords: boolean): string {
  const lineWidth = Math.max(1, width);
  const mark = newline === '' ? '\n' : newline;
  let out = '';
  let offset = 0;
  while (text.length - offset > lineWidth) {
    if (text.charAt(offset) === ' ') {
      offset++;
      continue;
    }
    // Looked for in this line alone: from the whole text, each line would be searched back to the start.
    const space = offset + text.slice(offset, offset + lineWidth + 1).lastIndexOf(' ');
    checkBytes(out.length + mark.length);
    if (space >= offset) {
      out += text.slice(offset, space) + mark;
      offset = space + 1;
    } else if (breakLongWords) {
      out += text.slice(offset, offset + lineWidth) + mark;
      offset += lineWidth;
    } else {
      const next = text.indexOf(' ', offset + lineWidth);
      if (next === -1) return out + text.slice(offset);
      out += text.slice(offset, next) + mark;
      offset = next + 1;
    }
  }
  return out + text.slice(offset);
}
