import type { Operation } from './record.ts';
import type { Field } from './record-fields.ts';
import { Kind } from './row.ts';
import { textOfSpan } from './text.ts';

const OPERATIONS: readonly Operation[] = ['create', 'update', 'delete', 'snapshot'];

/** The operation that a field spells; undefined where it is another, no string, or absent. */
export function operationOf(bytes: Buffer, field: Field): Operation | undefined {
  const { kind, start, end } = field;
  if (kind === Kind.string) {
    for (const operation of OPERATIONS) {
      if (operation.length === end - start && spells(operation, bytes, start)) return operation;
    }
    return undefined;
  }
  if (kind !== Kind.escaped) return undefined;
  const text = textOfSpan(bytes, kind, start, end);
  return OPERATIONS.find((operation) => operation === text);
}

function spells(text: string, bytes: Buffer, start: number): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) !== bytes[start + at]) return false;
  }
  return true;
}
