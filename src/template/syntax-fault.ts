/** Where and why a template's text can't be read; `compileTemplate` turns it into a usage error with the place. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  /** The place in the template's text, in UTF-16 units; `end` is exclusive. */
  readonly at: number;
  readonly end: number;
  readonly hint: string | undefined;

  constructor(message: string, at: number, end: number, hint?: string) {
    super(message);
    this.at = at;
    this.end = end;
    this.hint = hint;
  }
}
