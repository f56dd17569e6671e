import {
  anyType,
  boolType,
  bytesType,
  type GoMethod,
  type GoType,
  intType,
  pointerTo,
  stringType,
  structType,
  uint64Type,
} from '../../type.ts';
import { ExecError, GoBytes, GoInteger, GoPointer, GoStruct, type GoValue } from '../../value.ts';
import { compareVersions, formatVersion, parseVersion, type Version } from './version.ts';

/** A `semver.Version`. */
class GoVersion extends GoStruct<Version> {}

// Only the name of a parameter's type counts.
const versionParameter: GoType = pointerTo(structType('semver.Version', []));

const versionType: GoType = structType(
  'semver.Version',
  [
    { name: 'major', type: uint64Type },
    { name: 'minor', type: uint64Type },
    { name: 'patch', type: uint64Type },
    { name: 'pre', type: stringType },
    { name: 'metadata', type: stringType },
    { name: 'original', type: stringType },
  ],
  versionMethods(),
);

/** `*semver.Version`, with the methods of Masterminds' semver (https://pkg.go.dev/github.com/Masterminds/semver/v3#Version). */
export const versionPointerType: GoType = pointerTo(versionType);

/** A pointer to the version, as sprig's `semver` gives it. */
export function versionPointer(version: Version): GoPointer {
  return new GoPointer(versionPointerType, goVersion(version));
}

function goVersion(version: Version): GoVersion {
  return new GoVersion(versionType, version, (name) => fieldOf(version, name));
}

function fieldOf(version: Version, name: string): GoValue {
  switch (name) {
    case 'major':
    case 'minor':
    case 'patch':
      return new GoInteger(uint64Type, version[name]);
    case 'pre':
      return version.prerelease;
    case 'metadata':
    case 'original':
      return version[name];
    default:
      return null;
  }
}

function versionIn(value: GoValue): Version {
  const target = value instanceof GoPointer ? value.target : value;
  if (target instanceof GoVersion) return target.state;
  throw new ExecError('runtime error: invalid memory address or nil pointer dereference');
}

function versionMethods(): readonly GoMethod[] {
  const read = (name: string, result: GoType, of: (version: Version) => GoValue): GoMethod => {
    return { name, params: [], result, call: (receiver) => of(versionIn(receiver)) };
  };
  const number = (name: string, of: (version: Version) => bigint): GoMethod =>
    read(name, uint64Type, (version) => new GoInteger(uint64Type, of(version)));
  const compare = (name: string, test: (order: number) => boolean): GoMethod => ({
    name,
    params: [versionParameter],
    result: boolType,
    call: (receiver, [other = null]) => test(compareVersions(versionIn(receiver), versionIn(other))),
  });
  return [
    number('Major', ({ major }) => major),
    number('Minor', ({ minor }) => minor),
    number('Patch', ({ patch }) => patch),
    read('Prerelease', stringType, ({ prerelease }) => prerelease),
    read('Metadata', stringType, ({ metadata }) => metadata),
    read('Original', stringType, ({ original }) => original),
    read('String', stringType, formatVersion),
    read('Value', anyType, formatVersion),
    read('MarshalJSON', bytesType, (version) => new GoBytes(`"${formatVersion(version)}"`)),
    read('MarshalText', bytesType, (version) => new GoBytes(formatVersion(version))),
    compare('Equal', (order) => order === 0),
    compare('LessThan', (order) => order < 0),
    compare('LessThanEqual', (order) => order <= 0),
    compare('GreaterThan', (order) => order > 0),
    compare('GreaterThanEqual', (order) => order >= 0),
    {
      name: 'Compare',
      params: [versionParameter],
      result: intType,
      call: (receiver, [other = null]) => BigInt(Math.sign(compareVersions(versionIn(receiver), versionIn(other)))),
    },
    ...changingMethods(),
  ];
}

function changingMethods(): readonly GoMethod[] {
  const result = structType('semver.Version', []);
  const next = (name: string, change: (version: Version) => Partial<Version>): GoMethod => ({
    name,
    params: [],
    result,
    call: (receiver) => changed(versionIn(receiver), { prerelease: '', metadata: '', ...change(versionIn(receiver)) }),
  });
  const suffix = (name: string, part: 'prerelease' | 'metadata', sign: '-' | '+'): GoMethod => ({
    name,
    params: [stringType],
    result,
    call: (receiver, [text]) => {
      const given = typeof text === 'string' ? text : '';
      // Reading it back checks it.
      if (given !== '') parseVersion(`0.0.0${sign}${given}`);
      return changed(versionIn(receiver), { [part]: given });
    },
  });
  return [
    next('IncPatch', ({ patch, prerelease }) => (prerelease === '' ? { patch: patch + 1n } : {})),
    next('IncMinor', ({ minor }) => ({ minor: minor + 1n, patch: 0n })),
    next('IncMajor', ({ major }) => ({ major: major + 1n, minor: 0n, patch: 0n })),
    suffix('SetPrerelease', 'prerelease', '-'),
    suffix('SetMetadata', 'metadata', '+'),
  ];
}

/** The version with some parts changed; numbers wrap at 64 bits, and a `v` that led the text still does. */
function changed(version: Version, parts: Partial<Version>): GoVersion {
  const next = { ...version, ...parts };
  const numbers = {
    major: BigInt.asUintN(64, next.major),
    minor: BigInt.asUintN(64, next.minor),
    patch: BigInt.asUintN(64, next.patch),
  };
  const original = (version.original.startsWith('v') ? 'v' : '') + formatVersion({ ...next, ...numbers });
  return goVersion({ ...next, ...numbers, original });
}
