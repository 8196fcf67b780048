import type { Tx } from '@perennial/persistence';

import type { Measurement } from '../domain/target.js';

/** Of what a figure is wanted. */
export interface Asked {
  /** YYYY-MM-DD, both inclusive. */
  readonly window: { readonly from: string; readonly to: string };
  /** Present where the metric is of a currency. */
  readonly currency: string | undefined;
  /** Undefined: the whole. */
  readonly group: { readonly by: string; readonly name: string } | undefined;
  /** Days since 1970-01-01, for what is told as of today only. */
  readonly today: number;
  /** Fewest people that figures about people are told of. */
  readonly minimum: number;
}

export type Measure = (tx: Tx, asked: Asked) => Promise<Measurement>;

/** There is nobody, or no model. */
export const NOTHING: Measurement = { value: null, n: 0, suppressed: false, tooManyGroups: false };

/** A part among so many is not measured: whether it may be told depends on all of them. */
export const TOO_MANY: Measurement = { value: null, n: null, suppressed: false, tooManyGroups: true };

/** @param figure undefined: it is suppressed */
export function toldOrHidden(figure: Pick<Measurement, 'value' | 'n'> | undefined): Measurement {
  const { value, n } = figure ?? { value: null, n: null };
  return { value, n, suppressed: figure === undefined, tooManyGroups: false };
}
