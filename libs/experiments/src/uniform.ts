import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** Numbers from 0 inclusive to 1 exclusive, each time another. */
export type Uniform = () => number;

const SEEDS = 2 ** 32;

/**
 * The same numbers for the same seed, of 53 bits each: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), which other
 * languages have, too.
 *
 * @param seed whole, 0 to 2^32 - 1
 */
export function uniformOf(seed: number): Uniform {
  if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS)
    throw new RangeError(`the seed must be whole, from 0 to ${SEEDS - 1}, not ${seed}`);
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}
