import type { ByteSink } from './byte-sink.ts';
import { writeText } from './scalar-encoder.ts';
import type { Refusal } from './value-error.ts';

/** A column's `numeric(precision, scale)`; undefined for bare numeric. The scale may be negative (PostgreSQL 15 on). */
export interface Precision {
  readonly precision: number;
  readonly scale: number;
}

/** Reads a numeric's type modifier (numeric.c: 16 bits of precision, 11 of signed scale, offset 4). */
export function precisionOf(modifier: number): Precision | undefined {
  if (modifier < 4) return undefined;
  const packed = modifier - 4;
  return { precision: packed >> 16, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
}

/** Writes `magnitude × 10^-scale`; refuses what has more digits than the column's precision. */
export function writeScaled(
  negative: boolean,
  magnitude: bigint,
  precision: Precision,
  sink: ByteSink,
  outside: Refusal,
): Refusal | undefined {
  if (magnitude === 0n) return writeText('0', sink);
  const digits = magnitude.toString();
  if (digits.length > precision.precision) return outside;
  return writeText(`${negative ? '-' : ''}${digits}e${-precision.scale}`, sink);
}
