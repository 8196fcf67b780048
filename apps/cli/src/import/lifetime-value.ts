import { fitBgNbd, fitGammaGamma } from '@perennial/clv';

import type { HistoryTable } from './purchase-history.js';

/** Parameters of BG/NBD (r, alpha, a, b; weeks) and Gamma-Gamma (p, q, v; v in major units of the currency); null where the data do not tell. */
export interface LifetimeValue {
  readonly model: 'bgnbd';
  readonly r: number | null;
  readonly alpha: number | null;
  readonly a: number | null;
  readonly b: number | null;
  /** Of BG/NBD. */
  readonly logLikelihood: number | null;
  readonly p: number | null;
  readonly q: number | null;
  readonly v: number | null;
}

/**
 * Fits both models to a shop's whole history, as of the end of the table. The metrics service fits the same models as of today, with returns
 * and merged customers, so that its parameters and likelihoods are others.
 */
export function fitLifetimeValue(table: HistoryTable): LifetimeValue {
  const purchases = fitBgNbd(table);
  const spend = fitGammaGamma(table);
  const { r, alpha, a, b } = purchases.fitted ? purchases.parameters : { r: null, alpha: null, a: null, b: null };
  const { p, q, v } = spend.fitted ? spend.parameters : { p: null, q: null, v: null };
  const logLikelihood = purchases.fitted ? purchases.logLikelihood : null;
  return { model: 'bgnbd', r, alpha, a, b, logLikelihood, p, q, v };
}
