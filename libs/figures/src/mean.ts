import { Z } from './share.js';

/** A mean with the range its true value lies in with 95 % confidence. */
export interface MeanWithInterval {
  readonly value: number;
  /** Null of a single number. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Mean ± 1.96 s / √n, by the normal distribution: good for some tens of numbers and more.
 *
 * @param deviation s, of the sample; null of a single number
 */
export function meanOf(mean: number, deviation: number | null, n: number): MeanWithInterval {
  if (deviation === null) return { value: mean, low: null, high: null };
  const half = (Z * deviation) / Math.sqrt(n);
  return { value: mean, low: mean - half, high: mean + half };
}
