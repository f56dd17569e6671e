import { decodeRune, runeCount } from '../utf8.ts';

/** What stands between `%` and the verb. https://pkg.go.dev/fmt#hdr-Printing */
export interface Flags {
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%+v`: field names; `plus` itself is false then. */
  readonly plusV: boolean;
  /** `%#v`: Go syntax; `sharp` itself is false then. */
  readonly sharpV: boolean;
}

export const noFlags: Flags = {
  width: undefined,
  precision: undefined,
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
};

/** The text padded to the width, in runes; zeros are put only to the left. */
export function pad(bytes: string, flags: Flags, zero = flags.zero): string {
  const { width } = flags;
  if (width === undefined || width === 0) return bytes;
  const missing = width - runeCount(bytes);
  if (missing <= 0) return bytes;
  if (flags.minus) return bytes + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + bytes;
}

/** The text cut to the precision, in runes. */
export function truncate(bytes: string, { precision }: Flags): string {
  if (precision === undefined || bytes.length <= precision) return bytes;
  let at = 0;
  for (let count = 0; count < precision && at < bytes.length; count++) at += decodeRune(bytes, at) & 7;
  return bytes.slice(0, at);
}
