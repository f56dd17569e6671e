/** What one record may cost. No name of a table comes near; only a template gone astray meets them. */
export const maxOutputChars = 1 << 20;
export const maxSteps = 1_000_000;

/** Why a template fails on a record: the whole message, with the place in the template where there is one. */
export class TemplateFailure extends Error {
  override readonly name = 'TemplateFailure';
}

/** Refuses output of a length beyond 1 MiB. @throws TemplateFailure */
export function checkOutput(length: number): void {
  if (length > maxOutputChars) throw new TemplateFailure(`the output is longer than ${maxOutputChars} bytes`);
}

/** Refuses a rendering that goes on beyond a million calls and iterations. @throws TemplateFailure */
export function checkSteps(steps: number): void {
  if (steps > maxSteps) throw new TemplateFailure(`more than ${maxSteps} steps for one record`);
}
