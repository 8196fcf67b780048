/**
 * What came of a candidate, the best of all times: an offer was made; or would have been but for chance, which the holdout and the
 * control group are; or but for a cap, the margin or a budget; or the campaign was never for them.
 */
export const OUTCOMES = ['offered', 'heldOut', 'withheld', 'skipped'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What the offers of customers are worth, in minor units: how many customers, the sum over them, and that of the squares. */
export interface WorthSums {
  readonly n: number;
  readonly y: bigint;
  readonly yy: bigint;
}

const NOTHING: WorthSums = { n: 0, y: 0n, yy: 0n };

/** Candidates of a campaign who are alike in something. */
export interface CandidateGroup {
  /** Null: it is not known. */
  readonly group: string | null;
  /** Each customer once. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** By currency, of those with an offer in it. */
  readonly worth: ReadonlyMap<string, WorthSums>;
}

export function candidatesOf({ counts }: Pick<CandidateGroup, 'counts'>): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}

/** All of several groups, as one. */
export function together(groups: readonly CandidateGroup[]): CandidateGroup {
  return groups.reduce((sum, group) => combined(sum, group, 1), NOBODY);
}

/** All of `whole` but those of `group`, which is a part of it. */
export function without(whole: CandidateGroup, group: CandidateGroup): CandidateGroup {
  return combined(whole, group, -1);
}

const NOBODY: CandidateGroup = {
  group: null,
  counts: { offered: 0, heldOut: 0, withheld: 0, skipped: 0 },
  worth: new Map(),
};

function combined(one: CandidateGroup, other: CandidateGroup, sign: 1 | -1): CandidateGroup {
  const count = (outcome: Outcome): number => one.counts[outcome] + sign * other.counts[outcome];
  const worth = new Map(one.worth);
  for (const [currency, { n, y, yy }] of other.worth) {
    const sums = one.worth.get(currency) ?? NOTHING;
    const minor = BigInt(sign);
    worth.set(currency, { n: sums.n + sign * n, y: sums.y + minor * y, yy: sums.yy + minor * yy });
  }
  const counts = {
    ...{ offered: count('offered'), heldOut: count('heldOut') },
    ...{ withheld: count('withheld'), skipped: count('skipped') },
  };
  return { group: null, counts, worth };
}
