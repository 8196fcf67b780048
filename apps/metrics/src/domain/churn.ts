/** Customers of a group, and how likely they have given up. Nobody sees a customer leave: it is a model's word. */
export interface ChurnRisk {
  /** Null: it is not known which group it is. */
  readonly group: string | null;
  readonly customers: number;
  /** Those of them who are in no other group. */
  readonly alone: number;
  /** Mean probability. */
  readonly mean: number;
  /** How many are expected to have given up: the sum of the probabilities. */
  readonly expectedLost: number;
  /** How many more likely have than not. */
  readonly likelyLost: number;
}
