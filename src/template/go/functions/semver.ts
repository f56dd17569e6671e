import { boolType, stringType } from '../type.ts';
import type { GoFunction } from '../value.ts';
import { define } from './define.ts';
import { remembering } from './remembering.ts';
import { ConstraintReader, satisfies } from './version/constraint.ts';
import { versionPointer, versionPointerType } from './version/semver-type.ts';
import { parseVersion } from './version/version.ts';

/** sprig's functions on semantic versions: https://masterminds.github.io/sprig/semver.html */
export function semverFunctions(): readonly GoFunction[] {
  let reader: ConstraintReader | undefined;
  const constraints = remembering((text) => {
    reader ??= new ConstraintReader();
    return reader.read(text);
  });
  return [
    define('semver', [stringType], versionPointerType, (args) => versionPointer(parseVersion(args.text(0)))),
    define('semverCompare', [stringType, stringType], boolType, (args) => {
      const constraint = constraints(args.text(0));
      return satisfies(parseVersion(args.text(1)), constraint);
    }),
  ];
}
