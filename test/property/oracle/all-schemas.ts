import { constraintSchemas } from './constraint-schemas.ts';
import { keySchemas } from './key-schemas.ts';
import { programSchemas } from './program-schemas.ts';
import type { OracleSchema } from './schema.ts';
import { viewSchemas } from './view-schemas.ts';

/** Every schema that batches are held against one record at a time in. */
export const allSchemas: readonly OracleSchema[] = [
  ...keySchemas,
  ...constraintSchemas,
  ...programSchemas,
  ...viewSchemas,
];
