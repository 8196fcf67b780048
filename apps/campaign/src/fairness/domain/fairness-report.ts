import { liftOfMeans, sampleOfSums, type Sample } from '@perennial/experiments';
import {
  hiddenParts,
  meanOf,
  shareDifference,
  shareOf,
  type Difference,
  type MeanWithInterval,
  type ShareWithInterval,
} from '@perennial/figures';

import {
  candidatesOf,
  together,
  without,
  type CandidateGroup,
  type Outcome,
  type WorthSums,
} from './candidate-group.js';

export interface ToldShare extends ShareWithInterval {
  /** How much more it is than that of all the others together; null: there are none. */
  readonly difference: Difference | null;
}

export interface ToldWorth {
  readonly currency: string;
  /** Customers with an offer in the currency; null where it is hidden, as the mean is. */
  readonly n: number | null;
  /** What the offers of a customer are worth, in minor units. */
  readonly mean: MeanWithInterval | null;
  readonly difference: Difference | null;
}

export interface ToldGroup {
  readonly group: string | null;
  /** Undefined: hidden, it would tell of too few. */
  readonly told:
    | {
        readonly candidates: number;
        readonly shares: Readonly<Record<Outcome, ToldShare>>;
        readonly worth: readonly ToldWorth[];
      }
    | undefined;
}

export interface FairnessReport {
  readonly whole: ToldGroup;
  readonly groups: readonly ToldGroup[];
}

/**
 * Who gets offers: of each group which share of its candidates, and how much, against all the others. Shares with Wilson's interval, their
 * difference with Newcombe's; means with the normal interval, their difference with Welch's. 30 of 40 against 30 of 60 are .25
 * more, .0547 to .4135.
 *
 * @param groups each candidate in one of them, in the order they are to be told
 * @param minimum fewest customers that are told of: of candidates, and of those whose offers a mean is of
 */
export function fairnessReport(groups: readonly CandidateGroup[], minimum: number): FairnessReport {
  const whole = together(groups);
  const hidden = hiddenOf(groups, minimum);
  return {
    whole: toldGroup(whole, together([]), hiddenOf([whole], minimum)),
    groups: groups.map((group) => toldGroup(group, without(whole, group), hidden)),
  };
}

function toldGroup(group: CandidateGroup, rest: CandidateGroup, { groups, worths }: Hidden): ToldGroup {
  if (groups.has(group)) return { group: group.group, told: undefined };
  const [candidates, others] = [candidatesOf(group), candidatesOf(rest)];
  const toldShare = (outcome: Outcome): ToldShare => {
    const share = shareOf(group.counts[outcome], candidates);
    return { ...share, difference: shareDifference(share, shareOf(rest.counts[outcome], others)) };
  };
  const worth = [...group.worth].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    group: group.group,
    told: {
      candidates,
      shares: {
        ...{ offered: toldShare('offered'), heldOut: toldShare('heldOut') },
        ...{ withheld: toldShare('withheld'), skipped: toldShare('skipped') },
      },
      worth: worth.map(([currency, sums]) =>
        worths.get(currency)?.has(group)
          ? { currency, n: null, mean: null, difference: null }
          : { currency, ...toldWorth(sums, rest.worth.get(currency)) },
      ),
    },
  };
}

function toldWorth(sums: WorthSums, rest: WorthSums | undefined): Omit<ToldWorth, 'currency'> {
  const sample = sampleOfSums(sums);
  const { difference: value, low, high } = liftOfMeans(sample, sampleOfSums(rest ?? { n: 0, y: 0n, yy: 0n }));
  return {
    n: sample.n,
    mean: meanOf(sample.mean, deviationOf(sample), sample.n),
    difference: value === null || low === null || high === null ? null : { value, low, high },
  };
}

function deviationOf({ n, squares }: Sample): number | null {
  return n < 2 ? null : Math.sqrt(squares / (n - 1));
}

interface Hidden {
  readonly groups: ReadonlySet<CandidateGroup>;
  /** Groups whose worth in a currency is hidden; those that are hidden as a whole need not be among them. */
  readonly worths: ReadonlyMap<string, ReadonlySet<CandidateGroup>>;
}

function hiddenOf(groups: readonly CandidateGroup[], minimum: number): Hidden {
  const hiddenBy = (sizeOf: (group: CandidateGroup) => number): ReadonlySet<CandidateGroup> => {
    const parts = groups.map((group) => ({ n: sizeOf(group), group }));
    return new Set([...hiddenParts(parts, minimum)].map(({ group }) => group));
  };
  const currencies = new Set(groups.flatMap(({ worth }) => [...worth.keys()]));
  const worths = [...currencies].map(
    (currency) => [currency, hiddenBy(({ worth }) => worth.get(currency)?.n ?? 0)] as const,
  );
  return { groups: hiddenBy(candidatesOf), worths: new Map(worths) };
}
