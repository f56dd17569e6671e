/** Where Go's function returns an error or panics: the record's template fails with this message. */
export class ExecError extends Error {
  override readonly name = 'ExecError';
}
