import { checkBytes } from '../../limits.ts';
import { decodeRune, runeError } from '../../utf8.ts';
import { isDigit, isLetter } from '../text/unicode.ts';
import type { Match } from './go-regexp.ts';

/**
 * The template with `$1`, `${1}`, `$name` and `${name}` replaced by the groups of a match in `text`, `$$` by a dollar.
 * A name is as long as letters, digits and `_` go: `$1x` is `${1x}`, which is empty. A dollar without a name stays
 * (https://pkg.go.dev/regexp#Regexp.Expand).
 */
export function expandTemplate(
  template: string,
  text: string,
  match: Match,
  groupNames: ReadonlyMap<string, number>,
): string {
  let out = '';
  let at = 0;
  while (at < template.length) {
    const dollar = template.indexOf('$', at);
    if (dollar === -1) break;
    out += template.slice(at, dollar);
    checkBytes(out.length);
    at = dollar + 1;
    if (template.charAt(at) === '$') {
      out += '$';
      at++;
      continue;
    }
    const reference = referenceAt(template, at);
    if (reference === undefined) {
      out += '$';
      continue;
    }
    at = reference.end;
    const group = groupNumber(reference.name) ?? groupNames.get(reference.name);
    const start = group === undefined ? -1 : (match[2 * group] ?? -1);
    if (group !== undefined && start >= 0) out += text.slice(start, match[2 * group + 1]);
  }
  return out + template.slice(at);
}

function referenceAt(template: string, at: number): { name: string; end: number } | undefined {
  const braced = template.charAt(at) === '{';
  const start = braced ? at + 1 : at;
  let end = start;
  while (end < template.length) {
    const decoded = decodeRune(template, end);
    const rune = decoded >> 3;
    if (rune === runeError || !(isLetter(rune) || isDigit(rune) || rune === 0x5f)) break;
    end += decoded & 7;
  }
  if (end === start || (braced && template.charAt(end) !== '}')) return undefined;
  return { name: template.slice(start, end), end: braced ? end + 1 : end };
}

/** The number that the name is, without leading zeros and below ten digits; undefined for a name of letters. */
function groupNumber(name: string): number | undefined {
  return /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : undefined;
}
