import { discounting, type Horizon } from './discounted-purchases.js';
import { checkHistories, groupsOf, taken, type Histories } from './histories.js';

/**
 * What a model of purchases expects at given parameters. Times are in the unit of the parameters. Every function
 * gives a number from 0 for every possible history (see `Histories`), never NaN.
 * Those of every customer throw a RangeError that names the first element that is none.
 */
export interface PurchaseForecast {
  /** Probability that a customer with this history will ever buy again; 0 to 1. */
  probabilityAlive(x: number, tx: number, T: number): number;
  /** Purchases expected in the next `t` (from 0), given the history. */
  conditionalExpectation(x: number, tx: number, T: number, t: number): number;
  /** Repeat purchases expected of a new customer within `t` of the first purchase. */
  expectedPurchases(t: number): number;
  /** Probability that a new customer makes exactly `n` (whole, from 0) repeat purchases within `t` of the first. */
  purchaseCountProbability(t: number, n: number): number;
  /** `probabilityAlive` of every customer; an array as long as `histories.x`. */
  probabilitiesAlive(histories: Histories): Float64Array;
  /** `conditionalExpectation` of every customer over the same `t`; an array as long as `histories.x`. */
  conditionalExpectations(histories: Histories, t: number): Float64Array;
  /**
   * Purchases expected of every customer over a horizon, each worth (1 + rate)^-k when it falls into period k; an array
   * as long as `histories.x`. Times the expected spend and the margin it is a lifetime value.
   */
  discountedPurchases(histories: Histories, horizon: Horizon): Float64Array;
}

/** A model at given parameters, reduced to what the rest of a forecast follows from. */
export interface PurchaseProcess {
  probabilityAlive(x: number, tx: number, T: number): number;
  /** Purchases expected in the next `t` of a customer who is alive at `T`. Does not depend on `tx`. */
  expectedWhileAlive(x: number, T: number, t: number): number;
  expectedPurchases(t: number): number;
  purchaseCountProbability(t: number, n: number): number;
}

export function forecastOf(process: PurchaseProcess): PurchaseForecast {
  const { probabilityAlive, expectedWhileAlive, expectedPurchases, purchaseCountProbability } = process;
  /** Works out what equal customers share once. What a living one does depends on x and T alone. */
  const perCustomer = (histories: Histories, whileAlive?: (x: number, T: number) => number) => {
    checkHistories(histories);
    const equal = groupsOf(histories.x, histories.tx, histories.T);
    const x = taken(histories.x, equal.first);
    const tx = taken(histories.tx, equal.first);
    const T = taken(histories.T, equal.first);
    const values = whileAlive ? perRateAndAge(x, T, whileAlive) : new Float64Array(x.length).fill(1);
    for (let i = 0; i < x.length; i++) {
      const alive = probabilityAlive(x[i]!, tx[i]!, T[i]!);
      values[i] = alive === 0 ? 0 : alive * values[i]!;
    }
    return taken(values, equal.groupOf);
  };
  return {
    probabilityAlive,
    conditionalExpectation(x, tx, T, t) {
      const alive = probabilityAlive(x, tx, T);
      return alive === 0 ? 0 : alive * expectedWhileAlive(x, T, t);
    },
    expectedPurchases,
    purchaseCountProbability(t, n) {
      if (!(Number.isInteger(n) && n >= 0)) throw new RangeError(`n is ${n}; it must be whole, from 0`);
      // A sum of probabilities may end a rounding error above 1.
      return Math.min(1, purchaseCountProbability(t, n));
    },
    probabilitiesAlive: (histories) => perCustomer(histories),
    conditionalExpectations: (histories, t) => perCustomer(histories, (x, T) => expectedWhileAlive(x, T, t)),
    discountedPurchases(histories, horizon) {
      const discounted = discounting(horizon);
      return perCustomer(histories, (x, T) => discounted((t) => expectedWhileAlive(x, T, t)));
    },
  };
}

function perRateAndAge(x: Float64Array, T: Float64Array, whileAlive: (x: number, T: number) => number): Float64Array {
  const { groupOf, first } = groupsOf(x, x, T);
  const expected = new Float64Array(first.length);
  for (let i = 0; i < first.length; i++) expected[i] = whileAlive(x[first[i]!]!, T[first[i]!]!);
  return taken(expected, groupOf);
}
