import { LimitError } from '../../limits.ts';
import { ExecError } from '../../value.ts';
import { GoRegexp, type Match } from '../regexp/go-regexp.ts';
import { comparePrereleases, compareVersions, parseVersion, type Version } from './version.ts';

/** Alternatives of conditions that all must hold: `>=1.2, <2 || 3.x`. */
export type Constraint = readonly (readonly Condition[])[];

/** One condition: an operator and a version, parts of which may be open (`1.2`, `1.x`). */
interface Condition {
  readonly operator: string;
  readonly version: Version;
  /** Major, minor or patch is open; and which of the latter is the first. */
  readonly isOpen: boolean;
  readonly minorOpen: boolean;
  readonly patchOpen: boolean;
}

/** The longest constraint that is read. */
const LONGEST = 10_000;

const NUMBER = '[0-9|xX*]+';
const DOTTED = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
/** A version with `x`, `X` or `*` for open parts; groups: major, minor and patch with their dots, prerelease with its dash. */
const VERSION = `v?(${NUMBER})(\\.${NUMBER})?(\\.${NUMBER})?(-${DOTTED})?(?:\\+${DOTTED})?`;
const OPERATOR = '(?:!=|>=|=>|<=|=<|~>|[=<>~^])?';

/**
 * Reads constraints by the grammar of Masterminds' semver (https://github.com/Masterminds/semver#checking-version-constraints).
 * Matching is RE2's, so that no constraint takes long.
 */
export class ConstraintReader {
  private readonly range = new GoRegexp(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`);
  private readonly conditions = new GoRegexp(
    `^\\s*${OPERATOR}\\s*${VERSION}\\s*(?:(?:\\s+|,\\s*)${OPERATOR}\\s*${VERSION}\\s*)*$`,
  );
  private readonly condition = new GoRegexp(`(${OPERATOR})\\s*${VERSION}`);

  /** @throws ExecError for what is no constraint. */
  read(text: string): Constraint {
    if (text.length > LONGEST) throw new LimitError(`the constraint is longer than ${LONGEST} bytes`);
    return this.withoutRanges(text)
      .split('||')
      .map((alternative) => {
        if (!this.conditions.matches(alternative))
          throw new ExecError(`improper constraint: ${alternative.slice(0, 200)}`);
        return this.condition.findAll(alternative, -1).map((match) => conditionOf(alternative, match));
      });
  }

  /** `1.2 - 2.3` means `>= 1.2, <= 2.3`. */
  private withoutRanges(text: string): string {
    let rewritten = text;
    for (const match of this.range.findAll(text, -1)) {
      const bounds = `>= ${group(text, match, 1)}, <= ${group(text, match, 6)} `;
      rewritten = rewritten.replace(group(text, match, 0), () => bounds);
    }
    return rewritten;
  }
}

/** Whether the version satisfies the constraint. A prerelease does only where a condition names one too. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.some((conditions) => conditions.every((condition) => holds(version, condition)));
}

function conditionOf(text: string, match: Match): Condition {
  const major = group(text, match, 2);
  const minor = group(text, match, 3);
  const patch = group(text, match, 4);
  const prerelease = group(text, match, 5);
  const start = match[4] ?? 0;
  const operator = group(text, match, 1);
  const open = (minorOpen: boolean, patchOpen: boolean, spelled: string): Condition => {
    return { operator, version: versionOf(spelled + prerelease), isOpen: true, minorOpen, patchOpen };
  };
  if (isX(major)) return open(false, false, '0.0.0');
  if (isX(minor)) return open(true, false, `${major}.0.0`);
  if (isX(patch)) return open(false, true, `${major}${minor}.0`);
  const version = versionOf(text.slice(start, match[1]));
  return { operator, version, isOpen: false, minorOpen: false, patchOpen: false };
}

function versionOf(text: string): Version {
  try {
    return parseVersion(text);
  } catch (error) {
    if (error instanceof ExecError) throw new ExecError('constraint Parser Error');
    throw error;
  }
}

/** Whether the part, with or without its dot, is open or missing. */
function isX(part: string): boolean {
  return /^\.?[xX*]?$/.test(part);
}

function group(text: string, match: Match, index: number): string {
  const start = match[2 * index] ?? -1;
  return start < 0 ? '' : text.slice(start, match[2 * index + 1]);
}

function holds(version: Version, condition: Condition): boolean {
  const { operator, version: wanted, isOpen } = condition;
  if (operator === '!=') return differs(version, condition);
  if (version.prerelease !== '' && wanted.prerelease === '') return false;
  const order = compareVersions(version, wanted);
  switch (operator) {
    case '>':
      return isGreater(version, condition);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return isAtMost(version, condition);
    case '^':
      return order >= 0 && hasSameLeading(version, condition);
    case '~':
    case '~>':
      return order >= 0 && hasSameMinor(version, condition);
    default:
      return isOpen ? order >= 0 && hasSameMinor(version, condition) : order === 0;
  }
}

function differs(version: Version, { version: wanted, isOpen, minorOpen, patchOpen }: Condition): boolean {
  if (isOpen) {
    if (version.prerelease !== '' && wanted.prerelease === '') return false;
    if (wanted.major !== version.major) return true;
    if (minorOpen) return false;
    if (wanted.minor !== version.minor) return true;
    if (patchOpen) return comparePrereleases(version.prerelease, wanted.prerelease) !== 0;
    if (wanted.patch !== version.patch) return true;
  }
  return compareVersions(version, wanted) !== 0;
}

/** With open parts, greater means beyond all they stand for: `>11` begins at 12. */
function isGreater(version: Version, { version: wanted, minorOpen, patchOpen }: Condition): boolean {
  if (minorOpen || patchOpen) {
    if (version.major !== wanted.major) return version.major > wanted.major;
    return patchOpen && version.minor > wanted.minor;
  }
  return compareVersions(version, wanted) > 0;
}

function isAtMost(version: Version, { version: wanted, isOpen, minorOpen }: Condition): boolean {
  if (!isOpen) return compareVersions(version, wanted) <= 0;
  if (version.major > wanted.major) return false;
  return version.major !== wanted.major || version.minor <= wanted.minor || minorOpen;
}

/** `~1.2.3`: the same major and minor version; `~1` the same major. Zero and `*` stand for any. */
function hasSameMinor(version: Version, { version: wanted, minorOpen, patchOpen }: Condition): boolean {
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && !minorOpen && !patchOpen) return true;
  return version.major === wanted.major && (version.minor === wanted.minor || minorOpen);
}

/** `^1.2.3`: no change in the first part from the left that is not zero. */
function hasSameLeading(version: Version, { version: wanted, minorOpen, patchOpen }: Condition): boolean {
  if (wanted.major > 0n || minorOpen) return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || patchOpen) return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
}
