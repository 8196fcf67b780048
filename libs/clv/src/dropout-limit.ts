import type { Box } from './minimise.js';

/**
 * What the data say of giving up where its two parameters run towards 0 or infinity, and only what they have in common can be told:
 *
 * - `nobody`: next to nobody gives up. Alive is everybody, however long silent.
 * - `everybody-at-once`: everybody gives up at the first chance, which is the first repeat purchase. Only of BG/NBD; in the other
 *   models nobody would have come back.
 * - `some-at-once`: some give up at the first chance, or as soon as they have come, and the others never.
 * - `everybody-alike`: everybody gives up with the same probability, or at the same rate.
 */
export type DropoutLimit = 'nobody' | 'everybody-at-once' | 'some-at-once' | 'everybody-alike';

/** Shares of customers, and of chances, below this are next to none. */
const NEXT_TO_NONE = 1e-4;

/** @param theta logarithms of the two parameters of the beta distribution of the probability to give up */
export function limitOfChances([a, b]: readonly [number, number], knowable: Edges): DropoutLimit | undefined {
  const away = sidesOf([a, b], knowable);
  if (away.every((side) => side === 'within')) return undefined;
  const odds = Math.exp(a - b);
  if (odds < NEXT_TO_NONE) return 'nobody';
  if (1 / odds < NEXT_TO_NONE) return 'everybody-at-once';
  return away.includes('below') ? 'some-at-once' : 'everybody-alike';
}

/** @param theta logarithms of the two parameters of the gamma distribution of the rate, time in the longest there is; exp(ln beta) may be 0 */
export function limitOfRates([s, beta]: readonly [number, number], knowable: Edges): DropoutLimit | undefined {
  const away = sidesOf([s, beta], knowable);
  if (away.every((side) => side === 'within')) return undefined;
  const span = Math.exp(beta) === 0 ? 1 : Math.log1p(Math.exp(-beta));
  const gone = -Math.expm1(-Math.exp(s) * span);
  if (gone < NEXT_TO_NONE) return 'nobody';
  return away.includes('below') ? 'some-at-once' : 'everybody-alike';
}

/** Of the last two coordinates, which are those of dropout. */
type Edges = Box;

function sidesOf(theta: readonly [number, number], { lower, upper }: Edges): ('below' | 'within' | 'above')[] {
  return theta.map((at, i) => (at <= lower[i + 2]! ? 'below' : at >= upper[i + 2]! ? 'above' : 'within'));
}
