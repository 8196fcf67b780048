import type { DropoutLimit } from './dropout-limit.js';
import { ranAway, standardErrors, toTheEdge, type FitReport, type NotFitted } from './fit-outcome.js';
import type { GroupedHistories } from './histories.js';
import type { Box, Minimum, Objective, Start } from './minimise.js';
import { bestPurchases } from './purchase-peaks.js';

/** A fitted model of purchases; `Name` are its parameters. */
export interface FittedPurchases<Model extends string, Name extends string> extends FitReport {
  readonly model: Model;
  readonly parameters: Readonly<Record<Name, number>>;
  /** Absent when the data do not determine all parameters. */
  readonly standardErrors?: Readonly<Record<Name, number>>;
  /** Parameters that ran so far towards 0 or infinity that the data can hardly tell where they are. */
  readonly atBound: readonly Name[];
  /** Customers with x > 0. */
  readonly repeatCustomers: number;
  /**
   * Whether the data show that customers give up at all: whether the likelihood beats that of the same model without
   * dropout (NBD) by more than 3, half of the 95 % point of the likelihood-ratio test with two degrees of freedom. When false,
   * the two parameters of dropout mean nothing: they may as well say that everybody has given up. Forecast by `forecastParameters`.
   */
  readonly dropoutIdentified: boolean;
  /**
   * What to forecast by: `parameters` where dropout is identified, else the best of the same model in which nobody gives up, whose
   * parameters of dropout are 0 and 1. Then P(alive) is 1 for everybody, and (r+x)/(alpha+T) t purchases are expected of each (NBD).
   */
  readonly forecastParameters: Readonly<Record<Name, number>>;
  /** Where the parameters of dropout ran to; absent where the data tell both. */
  readonly dropoutLimit?: DropoutLimit;
}

/** What the fit of a model needs to know of it. Coordinates are the logarithms of the parameters, in order. */
export interface PurchaseLikelihood<Model extends string, Name extends string> {
  readonly model: Model;
  readonly names: readonly Name[];
  /** The parameters that are times; the others have no unit. None in a model that counts opportunities. */
  readonly times: readonly Name[];
  /** So wide that even of a hundred thousand customers the likelihood gains nothing visible beyond it, but in `someAtOnce`. */
  readonly box: Box;
  /** Outside of it data can hardly tell a parameter from 0 or from infinity. */
  readonly knowable: Box;
  /** The same model when nobody gives up. */
  readonly withoutDropout: Box;
  /** Minus the mean log-likelihood per customer, with time measured in `grouped.longest`. */
  objective(grouped: GroupedHistories): Objective;
  starts(grouped: GroupedHistories): readonly Start[];
  /** The last two coordinates where a share of the customers gives up at once and the others never do. */
  readonly goneAtOnce: readonly (readonly number[])[];
  /** The limit in which a share of the customers gives up at once and the others never, where `box` ends before it. */
  readonly someAtOnce?: {
    readonly box: Box;
    /** The last two coordinates, in the limit; */
    readonly start: readonly number[];
    /** and what is like them inside of `PurchaseLikelihood.box`. */
    beside(limit: readonly number[]): readonly (readonly number[])[];
  };
  /** What the last two coordinates say where one of them is not knowable. */
  dropoutLimit(theta: readonly [number, number], knowable: Box): DropoutLimit | undefined;
}

/** Half of the 95 % point of the chi-square distribution with 2 degrees of freedom (5.991). */
const LIKELIHOOD_RATIO = 3;

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
  const { minimum: found, box, withoutDropout } = bestPurchases(likelihood, grouped, objective);
  const minimum = toTheEdge(objective, found, likelihood.knowable, box);
  const unit = (name: Name) => (times.includes(name) ? longest : 1);
  const valuesOf = ({ theta }: Minimum) => names.map((name, i) => Math.exp(theta[i]!) * unit(name));
  const parameters = valuesOf(minimum);
  // The error of a parameter is the error of its logarithm times the parameter.
  const errors = standardErrors(objective, minimum, likelihood.knowable, customers)?.map(
    (error, i) => error * parameters[i]!,
  );
  const away = ranAway(minimum, likelihood.knowable);
  const byName = (values: readonly number[]) =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Record<Name, number>;
  const dropoutIdentified = (withoutDropout.value - minimum.value) * customers > LIKELIHOOD_RATIO;
  const ratesAlone = () =>
    valuesOf(toTheEdge(objective, withoutDropout, likelihood.knowable, likelihood.withoutDropout));
  const limit = likelihood.dropoutLimit([minimum.theta[2]!, minimum.theta[3]!], likelihood.knowable);
  return {
    fitted: true,
    model: likelihood.model,
    parameters: byName(parameters),
    forecastParameters: byName(dropoutIdentified ? parameters : [...ratesAlone().slice(0, 2), 0, 1]),
    ...(errors && { standardErrors: byName(errors) }),
    atBound: names.filter((_, i) => away[i]),
    // In continuous time a density of `x` instants: changing the unit multiplies it once per repeat purchase.
    logLikelihood: -minimum.value * customers - (times.length > 0 ? repeatPurchases * Math.log(longest) : 0),
    gradientNorm: minimum.gradientNorm,
    customers,
    repeatCustomers,
    iterations: minimum.iterations,
    dropoutIdentified,
    ...(limit && { dropoutLimit: limit }),
  };
}

/** Purchases per customer and `grouped.longest`. */
export function observedRate({ T, weight, longest, repeatPurchases }: GroupedHistories): number {
  const time = T.reduce((sum, each, i) => sum + (each / longest) * weight[i]!, 0);
  return repeatPurchases / time;
}
