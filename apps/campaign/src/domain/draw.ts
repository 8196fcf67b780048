import { deterministicId } from '@perennial/contracts';

/** So many draws there are. */
export const DRAWS = 2 ** 32;

/**
 * A draw that anybody can make again (decision 21): the first 32 bits of the name-based UUID of a list of texts. Whole, 0 to 2^32 - 1,
 * and for another list independent.
 */
export function drawOf(...name: readonly string[]): number {
  return Number.parseInt(deterministicId(...name).slice(0, 8), 16);
}
