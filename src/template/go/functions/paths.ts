import { boolType, stringType } from '../type.ts';
import type { GoFunction } from '../value.ts';
import { aliases, define } from './define.ts';
import { basePath, cleanPath, directoryPath, extensionPath } from './text/path.ts';

/** sprig's path functions; those of the file system are the same on Unix: https://masterminds.github.io/sprig/paths.html */
export function pathFunctions(): readonly GoFunction[] {
  const onText = (name: string, osName: string, map: (path: string) => string): readonly GoFunction[] =>
    aliases(
      define(name, [stringType], stringType, (args) => map(args.text(0))),
      osName,
    );
  return [
    ...onText('base', 'osBase', basePath),
    ...onText('dir', 'osDir', directoryPath),
    ...onText('clean', 'osClean', cleanPath),
    ...onText('ext', 'osExt', extensionPath),
    ...aliases(
      define('isAbs', [stringType], boolType, (args) => args.text(0).startsWith('/')),
      'osIsAbs',
    ),
  ];
}
