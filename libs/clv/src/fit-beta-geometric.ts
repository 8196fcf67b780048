import { negativeMeanLogLikelihood } from './beta-geometric.js';
import { limitOfChances } from './dropout-limit.js';
import type { NotFitted } from './fit-outcome.js';
import { fitPurchases, observedRate, type FittedPurchases, type PurchaseLikelihood } from './fit-purchases.js';
import { groupHistories, type Histories } from './histories.js';

type Name = 'r' | 'alpha' | 'a' | 'b';

/** A fitted BG/NBD or MBG/NBD. */
export type BetaGeometricFit = FittedPurchases<'bgnbd' | 'mbgnbd', Name>;

/** @param first 0: customers can give up from their first repeat purchase on; 1: from their first purchase on */
const likelihood = <Model extends string>(model: Model, first: 0 | 1): PurchaseLikelihood<Model, Name> => ({
  model,
  names: ['r', 'alpha', 'a', 'b'],
  times: ['alpha'],
  box: { lower: [-24, -24, -24, -24], upper: [20, 30, 17, 30] },
  // Beyond these everybody buys at the same rate, nobody gives up, or everybody does with the same probability.
  knowable: { lower: [-14, -14, -14, -14], upper: [10, 14, 7, 14] },
  withoutDropout: { lower: [-24, -24, -24, 30], upper: [20, 30, -24, 30] },
  objective: (grouped) => negativeMeanLogLikelihood(grouped, first),
  goneAtOnce: [
    [0.001, 0.01],
    [0.0003, 0.03],
  ].map((dropout) => dropout.map(Math.log)),
  dropoutLimit: limitOfChances,
  /** Heterogeneous and homogeneous rates, early and rare dropout; alpha such that the mean rate is the observed one. */
  starts(grouped) {
    const rate = observedRate(grouped);
    return [
      [1, 1, 3],
      [0.3, 0.6, 2],
      [2, 0.05, 5],
    ].map(([r = 1, a = 1, b = 1]) => [Math.log(r), Math.log(r / rate), Math.log(a), Math.log(b)]);
  },
});

const BG_NBD = likelihood('bgnbd', 0);
const MBG_NBD = likelihood('mbgnbd', 1);

/**
 * Fits BG/NBD (Fader, Hardie and Lee 2005) by maximum likelihood: the logarithms of the parameters, the analytic
 * gradient, BFGS from several starts, where none or few give up too, the best kept. Independent of the unit of time.
 *
 * @param histories one element per customer, or per distinct history with a weight; see `Histories` for the ranges
 * @returns parameters with `alpha` and `logLikelihood` in the unit of `tx` and `T`; or why nothing can be said.
 *   On CDNOW (FHL 2005, table 2) r .243, alpha 4.414, a .793, b 2.426, log-likelihood -9582.4, weeks.
 * @throws RangeError when an element is not a possible history
 */
export function fitBgNbd(histories: Histories): FittedPurchases<'bgnbd', Name> | NotFitted {
  return fitPurchases(BG_NBD, groupHistories(histories));
}

/**
 * Fits MBG/NBD (Batislam, Denizel and Filiztekin 2007), in which a customer may also give up after the first purchase.
 * Everything as in `fitBgNbd`. On CDNOW r .525, alpha 6.183, a .891, b 1.614, log-likelihood -9582.136, weeks.
 */
export function fitMbgNbd(histories: Histories): FittedPurchases<'mbgnbd', Name> | NotFitted {
  return fitPurchases(MBG_NBD, groupHistories(histories));
}
