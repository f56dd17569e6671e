import { stringType } from '../type.ts';
import type { GoFunction } from '../value.ts';
import { define } from './define.ts';
import { joinedLowerCase, pascalCase } from './text/identifier-case.ts';
import { initials, lowerCase, swapCase, titleCase, uncapitalize, upperCase } from './text/letter-case.ts';

/** sprig's functions that change letters: https://masterminds.github.io/sprig/strings.html */
export function caseFunctions(): readonly GoFunction[] {
  const onText = (name: string, map: (text: string) => string): GoFunction =>
    define(name, [stringType], stringType, (args) => map(args.text(0)));
  return [
    onText('upper', upperCase),
    onText('lower', lowerCase),
    onText('title', titleCase),
    onText('untitle', uncapitalize),
    onText('swapcase', swapCase),
    onText('camelcase', pascalCase),
    onText('snakecase', (text) => joinedLowerCase(text, '_')),
    onText('kebabcase', (text) => joinedLowerCase(text, '-')),
    onText('initials', initials),
  ];
}
