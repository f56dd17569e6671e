import { ExecError } from '../../value.ts';

/** A semantic version, as Masterminds' semver reads it; the numbers have 64 bits. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  /** The text it was read from, with a leading `v` where there was one. */
  readonly original: string;
}

const MAX_UINT64 = (1n << 64n) - 1n;

/**
 * The version that a text spells; minor and patch may be missing, a `v` may lead
 * (https://pkg.go.dev/github.com/Masterminds/semver/v3#NewVersion).
 * @throws ExecError for other texts.
 */
export function parseVersion(text: string): Version {
  const pattern = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
  const [whole, major = '', minor = '0', patch = '0', prerelease = '', metadata = ''] = pattern.exec(text) ?? [];
  if (whole === undefined || !isDotted(prerelease) || !isDotted(metadata)) {
    throw new ExecError('Invalid Semantic Version');
  }
  const parts = { major: segment(major), minor: segment(minor), patch: segment(patch) };
  if (prerelease.split('.').some((part) => /^0\d+$/.test(part))) throw new ExecError('Version segment starts with 0');
  return { ...parts, prerelease, metadata, original: text };
}

/** The version without `v`: `1.2.3-beta+build`. */
export function formatVersion({ major, minor, patch, prerelease, metadata }: Omit<Version, 'original'>): string {
  const suffix = (prerelease === '' ? '' : `-${prerelease}`) + (metadata === '' ? '' : `+${metadata}`);
  return `${major}.${minor}.${patch}${suffix}`;
}

/** Negative, zero or positive by precedence: a prerelease comes before its release, metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  for (const [left, right] of [
    [a.major, b.major],
    [a.minor, b.minor],
    [a.patch, b.patch],
  ] as const) {
    if (left !== right) return left < right ? -1 : 1;
  }
  if (a.prerelease === '' || b.prerelease === '') {
    return a.prerelease === b.prerelease ? 0 : a.prerelease === '' ? 1 : -1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** Compares dotted parts in turn: numbers by value and before words, words by bytes, and what has fewer parts first. */
export function comparePrereleases(a: string, b: string): number {
  const left = a === '' ? [] : a.split('.');
  const right = b === '' ? [] : b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareParts(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return left > right ? 1 : -1;
  if (left === undefined && right === undefined) return a > b ? 1 : -1;
  return left === undefined ? 1 : -1;
}

function numeric(part: string): bigint | undefined {
  if (!/^\d{1,40}$/.test(part)) return undefined;
  const value = BigInt(part);
  return value > MAX_UINT64 ? undefined : value;
}

function segment(digits: string): bigint {
  const value = digits.length > 100 ? MAX_UINT64 + 1n : BigInt(digits);
  if (value > MAX_UINT64) throw new ExecError(`Error parsing version segment: ${digits.slice(0, 50)} is out of range`);
  return value;
}

/** Whether no dotted part is empty; the empty text has no parts. */
function isDotted(text: string): boolean {
  return text === '' || text.split('.').every((part) => part !== '');
}
