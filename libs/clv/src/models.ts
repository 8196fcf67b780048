import { probabilityAlive, probabilityAliveMbg } from './alive.js';
import type { BetaGeometricParameters } from './beta-geometric.js';
import { rememberingWhileAlive } from './expectation.js';
import { fitBgNbd, fitMbgNbd } from './fit-beta-geometric.js';
import { fitParetoNbd } from './fit-pareto-nbd.js';
import type { NotFitted } from './fit-outcome.js';
import type { FittedPurchases } from './fit-purchases.js';
import { forecastOf, type PurchaseForecast } from './forecast.js';
import type { Histories } from './histories.js';
import { readParameters } from './parameters.js';
import { expectedWhileAlivePareto, probabilityAlivePareto, purchaseCountProbabilityPareto } from './pareto-nbd.js';
import { purchaseCountProbability } from './purchase-count.js';

export type PurchaseModelName = 'bgnbd' | 'mbgnbd' | 'paretonbd';

/** Parameters by name, as a table prints and a file keeps them; `PurchaseModel.parameterNames` says which there are. */
export type PurchaseParameters = Readonly<Record<string, number>>;

/** A fit of any of the models; those of `fitBgNbd` and its like are such, with the parameters named in the type. */
export type PurchaseFit = FittedPurchases<PurchaseModelName, string>;

/** One model of how customers buy and give up, so that a caller can choose among them by name. */
export interface PurchaseModel {
  readonly name: PurchaseModelName;
  /** As the papers write it. */
  readonly title: string;
  /** In the order in which they are published. */
  readonly parameterNames: readonly string[];
  /** @throws RangeError when an element is not a possible history */
  fit(histories: Histories): PurchaseFit | NotFitted;
  /**
   * By a fit's `forecastParameters`, or by any others: numbers above 0; `a`, `s` from 0, where nobody gives up; `beta` from 0, where a
   * share 1 - exp(-s) gives up at once and the others never.
   *
   * @throws RangeError naming a parameter that is missing, or none
   */
  forecast(parameters: PurchaseParameters): PurchaseForecast;
}

const BETA_GEOMETRIC = ['r', 'alpha', 'a', 'b'] as const;

const bgnbd: PurchaseModel = {
  name: 'bgnbd',
  title: 'BG/NBD',
  parameterNames: BETA_GEOMETRIC,
  fit: fitBgNbd,
  forecast(values) {
    const parameters = readParameters(BETA_GEOMETRIC, values, ['a']);
    const expectedWhileAlive = rememberingWhileAlive(parameters);
    return forecastOf({
      probabilityAlive: (x, tx, T) => probabilityAlive(parameters, x, tx, T),
      expectedWhileAlive,
      expectedPurchases: (t) => expectedWhileAlive(0, 0, t),
      purchaseCountProbability: (t, n) => purchaseCountProbability(parameters, t, n),
    });
  },
};

/**
 * MBG/NBD is BG/NBD with one more chance to give up, after the first purchase. A customer who passed it, with
 * probability b/(a+b), is one of BG/NBD with b + 1.
 */
const mbgnbd: PurchaseModel = {
  name: 'mbgnbd',
  title: 'MBG/NBD',
  parameterNames: BETA_GEOMETRIC,
  fit: fitMbgNbd,
  forecast(values) {
    const parameters = readParameters(BETA_GEOMETRIC, values, ['a']);
    const { a, b } = parameters;
    const stayed: BetaGeometricParameters = { ...parameters, b: b + 1 };
    const expectedWhileAlive = rememberingWhileAlive(stayed);
    return forecastOf({
      probabilityAlive: (x, tx, T) => probabilityAliveMbg(parameters, x, tx, T),
      expectedWhileAlive,
      expectedPurchases: (t) => (b / (a + b)) * expectedWhileAlive(0, 0, t),
      purchaseCountProbability: (t, n) =>
        (b / (a + b)) * purchaseCountProbability(stayed, t, n) + (n === 0 ? a / (a + b) : 0),
    });
  },
};

const PARETO = ['r', 'alpha', 's', 'beta'] as const;

const paretonbd: PurchaseModel = {
  name: 'paretonbd',
  title: 'Pareto/NBD',
  parameterNames: PARETO,
  fit: fitParetoNbd,
  forecast(values) {
    const parameters = readParameters(PARETO, values, ['s', 'beta']);
    return forecastOf({
      probabilityAlive: (x, tx, T) => probabilityAlivePareto(parameters, x, tx, T),
      expectedWhileAlive: (x, T, t) => expectedWhileAlivePareto(parameters, x, T, t),
      expectedPurchases: (t) => expectedWhileAlivePareto(parameters, 0, 0, t),
      purchaseCountProbability: (t, n) => purchaseCountProbabilityPareto(parameters, t, n),
    });
  },
};

/** The models of purchases in continuous time, by name. */
export const purchaseModels: Readonly<Record<PurchaseModelName, PurchaseModel>> = { bgnbd, mbgnbd, paretonbd };
