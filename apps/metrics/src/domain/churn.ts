import type { CustomerValue } from './customer-values.js';

/** Customers of a group, and how likely they have given up. Nobody sees a customer leave: it is a model's word. */
export interface ChurnRisk {
  readonly customers: number;
  /** Mean probability; null without customers. */
  readonly mean: number | null;
  /** How many are expected to have given up: the sum of the probabilities. */
  readonly expectedLost: number;
  /** How many more likely have than not. */
  readonly likelyLost: number;
}

/** @returns undefined where no model tells it */
export function churnRisk(values: readonly CustomerValue[]): ChurnRisk | undefined {
  const risks = values.flatMap(({ churnRisk: risk }) => risk ?? []);
  if (risks.length < values.length) return undefined;
  const sum = risks.reduce((total, risk) => total + risk, 0);
  return {
    customers: risks.length,
    mean: risks.length === 0 ? null : sum / risks.length,
    expectedLost: sum,
    likelyLost: risks.filter((risk) => risk > 0.5).length,
  };
}
