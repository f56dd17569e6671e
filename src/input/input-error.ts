import { OpencdcPgError } from '../errors.ts';

/** The `io` error for an input that can't be read, or not to its end; one that is already ours stays as it is. */
export function inputError(file: string, cause: unknown): OpencdcPgError {
  if (cause instanceof OpencdcPgError) return cause;
  const name = file === '-' ? 'standard input' : file;
  const { reason, hint } = REASONS.get(codeOf(cause)) ?? {
    reason: `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: undefined,
  };
  return new OpencdcPgError('io', `${name} ${reason}`, hint === undefined ? { cause } : { cause, hint });
}

/** What errors mean: those of files by errno, those of zlib by its codes, those of fzstd by their numbers. */
const REASONS: ReadonlyMap<string, { readonly reason: string; readonly hint: string | undefined }> = new Map([
  ['ENOENT', { reason: 'does not exist', hint: 'check the path' }],
  ['ENOTDIR', { reason: 'does not exist: a part of its path is no folder', hint: 'check the path' }],
  ['EACCES', { reason: 'may not be read by this user', hint: 'give the right to read it' }],
  ['EPERM', { reason: 'may not be read by this user', hint: 'give the right to read it' }],
  ['EISDIR', { reason: 'is a folder', hint: 'name the files in it' }],
  ...['Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE', '5'].map((code) => [code, cut()] as const),
  ...['Z_DATA_ERROR', 'Z_NEED_DICT', '0', '2', '3', '4'].map((code) => [code, damaged()] as const),
  ['1', { reason: 'needs a larger zstd window than can be given', hint: 'compress it without --long' }],
]);

function cut(): { reason: string; hint: string } {
  return {
    reason: 'is cut: its compressed data ends too early',
    hint: 'fetch the file again; what came before the cut was read',
  };
}

function damaged(): { reason: string; hint: string } {
  return {
    reason: 'is damaged: its compressed data is not valid',
    hint: 'fetch the file again; what came before the damage was read',
  };
}

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return '';
  const code = String(cause.code);
  if (code.includes('windowTooLarge')) return '1';
  // Brotli's and zstd's own codes are many, and mean one thing to who reads the message.
  return /^(ERR_BROTLI|ERR__ERROR|ERR_PADDING|ZSTD_error)/.test(code) ? 'Z_DATA_ERROR' : code;
}
