import { negativeMeanLogLikelihood, type BetaGeometricParameters } from './beta-geometric.js';
import { minimiseFrom, standardErrors, type FitReport, type NotFitted } from './fit-outcome.js';
import { groupHistories, type GroupedHistories, type Histories } from './histories.js';
import type { Box } from './minimise.js';

/** A fitted BG/NBD or MBG/NBD. */
export interface BetaGeometricFit extends FitReport {
  readonly model: 'bgnbd' | 'mbgnbd';
  readonly parameters: BetaGeometricParameters;
  /** Absent when the data do not determine all four parameters. */
  readonly standardErrors?: BetaGeometricParameters;
  /** Parameters that were stopped by a bound on the way to 0 or infinity. */
  readonly atBound: readonly (keyof BetaGeometricParameters)[];
  /** Customers with x > 0. */
  readonly repeatCustomers: number;
  /**
   * Whether the data show that customers give up at all: whether the likelihood beats that of the same model without
   * dropout (NBD) by more than 3, the 95 % point of the likelihood-ratio test with two degrees of freedom. When false,
   * `a` and `b` mean nothing and P(alive) is near 1; counts and forecasts remain usable.
   */
  readonly dropoutIdentified: boolean;
}

/**
 * Bounds of the logarithms of r, alpha (in units of the longest T), a, b. Beyond them the likelihood no longer moves:
 * everybody buys at the same rate, nobody gives up, or everybody does with the same probability.
 */
const BOX: Box = { lower: [-14, -14, -14, -14], upper: [10, 14, 7, 14] };
const NO_DROPOUT: Box = { lower: [-14, -14, -14, 14], upper: [10, 14, -14, 14] };

const NAMES = ['r', 'alpha', 'a', 'b'] as const;

/** Half of the 95 % point of the chi-square distribution with 2 degrees of freedom (5.991). */
const LIKELIHOOD_RATIO = 3;

/**
 * Fits BG/NBD (Fader, Hardie and Lee 2005) by maximum likelihood: the logarithms of the parameters, the analytic
 * gradient, BFGS from three starts and from the model without dropout, the best kept. Independent of the unit of time.
 *
 * @param histories one element per customer, or per distinct history with a weight; see `Histories` for the ranges
 * @returns parameters with `alpha` and `logLikelihood` in the unit of `tx` and `T`; or why nothing can be said.
 *   On CDNOW (FHL 2005, table 2) r .243, alpha 4.414, a .793, b 2.426, log-likelihood -9582.4, weeks.
 * @throws RangeError when an element is not a possible history
 */
export function fitBgNbd(histories: Histories): BetaGeometricFit | NotFitted {
  return fit('bgnbd', groupHistories(histories));
}

/**
 * Fits MBG/NBD (Batislam, Denizel and Filiztekin 2007), in which a customer may also give up after the first purchase.
 * Everything as in `fitBgNbd`. On CDNOW r .525, alpha 6.183, a .891, b 1.614, log-likelihood -9582.136, weeks.
 */
export function fitMbgNbd(histories: Histories): BetaGeometricFit | NotFitted {
  return fit('mbgnbd', groupHistories(histories));
}

function fit(model: BetaGeometricFit['model'], grouped: GroupedHistories): BetaGeometricFit | NotFitted {
  const { customers, repeatCustomers, repeatPurchases, longest } = grouped;
  if (customers < 2) {
    return { fitted: false, reason: 'too-few-customers', detail: `${customers} customers; at least 2 are needed` };
  }
  if (repeatPurchases === 0) {
    const detail = `none of ${customers} customers bought on a second day, so neither rates nor dropout can be told`;
    return { fitted: false, reason: 'no-repeat-purchases', detail };
  }
  const objective = negativeMeanLogLikelihood(grouped, model === 'bgnbd' ? 0 : 1);
  const withoutDropout = minimiseFrom(objective, starts(grouped), NO_DROPOUT);
  const minimum = minimiseFrom(objective, [...starts(grouped), Array.from(withoutDropout.theta)], BOX);

  const [r, alpha, a, b] = Array.from(minimum.theta, Math.exp) as [number, number, number, number];
  const parameters = { r, alpha: alpha * longest, a, b };
  const errors = standardErrors(objective, minimum, customers);
  return {
    fitted: true,
    model,
    parameters,
    ...(errors && { standardErrors: scaled(parameters, errors) }),
    atBound: NAMES.filter((_, i) => minimum.atBound[i]),
    // A density of `x` instants: changing the unit of time multiplies it once per repeat purchase.
    logLikelihood: -minimum.value * customers - repeatPurchases * Math.log(longest),
    gradientNorm: minimum.gradientNorm,
    customers,
    repeatCustomers,
    iterations: minimum.iterations,
    dropoutIdentified: (withoutDropout.value - minimum.value) * customers > LIKELIHOOD_RATIO,
  };
}

/** The error of a parameter is the error of its logarithm times the parameter. */
function scaled({ r, alpha, a, b }: BetaGeometricParameters, [er = 0, ealpha = 0, ea = 0, eb = 0]: readonly number[]) {
  return { r: er * r, alpha: ealpha * alpha, a: ea * a, b: eb * b };
}

/** Heterogeneous and homogeneous rates, early and rare dropout; alpha such that the mean rate is the observed one. */
function starts({ T, weight, longest, repeatPurchases }: GroupedHistories): number[][] {
  const time = T.reduce((sum, each, i) => sum + (each / longest) * weight[i]!, 0);
  const meanRate = repeatPurchases / time;
  return [
    [1, 1, 3],
    [0.3, 0.6, 2],
    [2, 0.05, 5],
  ].map(([r = 1, a = 1, b = 1]) => [Math.log(r), Math.log(r / meanRate), Math.log(a), Math.log(b)]);
}
