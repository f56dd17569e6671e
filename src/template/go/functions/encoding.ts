import { createHash } from 'node:crypto';
import { stringType } from '../type.ts';
import type { GoFunction } from '../value.ts';
import { decodeBase32, encodeBase32 } from './codec/base32.ts';
import { decodeBase64 } from './codec/base64.ts';
import { define } from './define.ts';

/** sprig's encodings and checksums; decoding errors are the result, as in sprig: https://masterminds.github.io/sprig/encoding.html */
export function encodingFunctions(): readonly GoFunction[] {
  const onText = (name: string, map: (text: string) => string): GoFunction =>
    define(name, [stringType], stringType, (args) => map(args.text(0)));
  return [
    onText('b64enc', (text) => Buffer.from(text, 'latin1').toString('base64')),
    onText('b64dec', (text) => decoded('base64', decodeBase64(text))),
    onText('b32enc', encodeBase32),
    onText('b32dec', (text) => decoded('base32', decodeBase32(text))),
    onText('sha1sum', (text) => digest('sha1', text)),
    onText('sha256sum', (text) => digest('sha256', text)),
    onText('sha512sum', (text) => digest('sha512', text)),
    onText('adler32sum', (text) => String(adler32(text))),
  ];
}

function decoded(encoding: string, result: string | { readonly wrongAt: number }): string {
  return typeof result === 'string' ? result : `illegal ${encoding} data at input byte ${result.wrongAt}`;
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text, 'latin1').digest('hex');
}

/** https://www.rfc-editor.org/rfc/rfc1950#section-8 */
function adler32(text: string): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < text.length; at++) {
    low = (low + text.charCodeAt(at)) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
