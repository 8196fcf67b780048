import { minimiseFrom, standardErrors, type FitReport, type NotFitted } from './fit-outcome.js';
import { sampleOf, type GroupedHistories } from './histories.js';
import type { Box, Objective } from './minimise.js';

/** A fitted model of purchases; `Name` are its parameters. */
export interface FittedPurchases<Model extends string, Name extends string> extends FitReport {
  readonly model: Model;
  readonly parameters: Readonly<Record<Name, number>>;
  /** Absent when the data do not determine all parameters. */
  readonly standardErrors?: Readonly<Record<Name, number>>;
  /** Parameters that were stopped by a bound on the way to 0 or infinity. */
  readonly atBound: readonly Name[];
  /** Customers with x > 0. */
  readonly repeatCustomers: number;
  /**
   * Whether the data show that customers give up at all: whether the likelihood beats that of the same model without
   * dropout (NBD) by more than 3, the 95 % point of the likelihood-ratio test with two degrees of freedom. When false,
   * the two parameters of dropout mean nothing and P(alive) is near 1; counts and forecasts remain usable.
   */
  readonly dropoutIdentified: boolean;
}

/** What the fit of a model needs to know of it. Coordinates are the logarithms of the parameters, in order. */
export interface PurchaseLikelihood<Model extends string, Name extends string> {
  readonly model: Model;
  readonly names: readonly Name[];
  /** The parameters that are times; the others have no unit. None in a model that counts opportunities. */
  readonly times: readonly Name[];
  readonly box: Box;
  /** The same model when nobody gives up. */
  readonly withoutDropout: Box;
  /** Minus the mean log-likelihood per customer, with time measured in `grouped.longest`. */
  objective(grouped: GroupedHistories): Objective;
  starts(grouped: GroupedHistories): readonly (readonly number[])[];
}

/** Half of the 95 % point of the chi-square distribution with 2 degrees of freedom (5.991). */
const LIKELIHOOD_RATIO = 3;

/** Distinct histories, and customers with a repeat purchase among them, that are enough to choose a start. */
const ENOUGH_TO_EXPLORE = 2_000;
const REPEAT_CUSTOMERS_TO_EXPLORE = 200;

/** By maximum likelihood: BFGS from several starts and from the model without dropout, the best kept. */
export function fitPurchases<Model extends string, Name extends string>(
  likelihood: PurchaseLikelihood<Model, Name>,
  grouped: GroupedHistories,
): FittedPurchases<Model, Name> | NotFitted {
  const { customers, repeatCustomers, repeatPurchases, longest } = grouped;
  if (customers < 2) {
    return { fitted: false, reason: 'too-few-customers', detail: `${customers} customers; at least 2 are needed` };
  }
  if (repeatPurchases === 0) {
    const detail = `none of ${customers} customers bought on a second day, so neither rates nor dropout can be told`;
    return { fitted: false, reason: 'no-repeat-purchases', detail };
  }
  const { names, times } = likelihood;
  const objective = likelihood.objective(grouped);
  const starts = startsFor(likelihood, grouped);
  const withoutDropout = minimiseFrom(objective, starts, likelihood.withoutDropout);
  const minimum = minimiseFrom(objective, [...starts, Array.from(withoutDropout.theta)], likelihood.box);

  const unit = (name: Name) => (times.includes(name) ? longest : 1);
  const parameters = names.map((name, i) => Math.exp(minimum.theta[i]!) * unit(name));
  // The error of a parameter is the error of its logarithm times the parameter.
  const errors = standardErrors(objective, minimum, customers)?.map((error, i) => error * parameters[i]!);
  const byName = (values: readonly number[]) =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Record<Name, number>;
  return {
    fitted: true,
    model: likelihood.model,
    parameters: byName(parameters),
    ...(errors && { standardErrors: byName(errors) }),
    atBound: names.filter((_, i) => minimum.atBound[i]),
    // In continuous time a density of `x` instants: changing the unit multiplies it once per repeat purchase.
    logLikelihood: -minimum.value * customers - (times.length > 0 ? repeatPurchases * Math.log(longest) : 0),
    gradientNorm: minimum.gradientNorm,
    customers,
    repeatCustomers,
    iterations: minimum.iterations,
    dropoutIdentified: (withoutDropout.value - minimum.value) * customers > LIKELIHOOD_RATIO,
  };
}

/** The starts of the model; for many histories only the one place to which they lead on a part of them. */
function startsFor<Model extends string, Name extends string>(
  likelihood: PurchaseLikelihood<Model, Name>,
  grouped: GroupedHistories,
): readonly (readonly number[])[] {
  const starts = likelihood.starts(grouped);
  if (grouped.x.length <= 2 * ENOUGH_TO_EXPLORE) return starts;
  const sample = sampleOf(grouped, ENOUGH_TO_EXPLORE);
  if (sample.repeatCustomers < REPEAT_CUSTOMERS_TO_EXPLORE) return starts;
  return [Array.from(minimiseFrom(likelihood.objective(sample), starts, likelihood.box).theta)];
}

/** Purchases per customer and `grouped.longest`. */
export function observedRate({ T, weight, longest, repeatPurchases }: GroupedHistories): number {
  const time = T.reduce((sum, each, i) => sum + (each / longest) * weight[i]!, 0);
  return repeatPurchases / time;
}
