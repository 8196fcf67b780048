import { areEnough, Z } from '@perennial/figures';

import { npsOf } from './nps.js';
import type { ScoreCounts } from './score-counts.js';

const HIGHEST = 100;
/** Less than any share of people. */
const TRACE = 1e-12;

/** Customers who were asked, of whom something is known beforehand: each is in one group. */
export interface AskedGroup {
  /** Null: where it is not known. */
  readonly group: string | null;
  /** Customers invited. */
  readonly invited: number;
  /** What those of them answered who did. */
  readonly scores: ScoreCounts;
}

/** Groups whose answers stand for all of them who were asked. */
interface WeightingClass {
  readonly groups: readonly (string | null)[];
  readonly invited: number;
  readonly answered: number;
  /** Share of everybody invited: what its answers weigh together, however many they are. */
  readonly weight: number;
  /** Its own NPS. */
  readonly value: number;
}

interface WeightedNps {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** So many answers that all weigh alike would be worth as much: (sum of weights)² / sum of squared weights. */
  readonly effectiveN: number;
  readonly classes: readonly WeightingClass[];
}

/**
 * NPS weighted by who answers: each group counts as its share of those who were asked, not of those who answered.
 *
 * With W = invited in the group / all invited: value = sum of W nps, variance = sum of W² v / n, given how many answered in each group (D. Holt and
 * T. M. F. Smith, Post Stratification, Journal of the Royal Statistical Society A 142, 1979, pages 33-46, without the correction for a finite population), v
 * as in `npsOf`. As an adjustment for nonresponse: R. J. A. Little, International Statistical Review 54, 1986, pages 139-157. `effectiveN` by L. Kish, Survey Sampling, 1965, section 11.7.
 *
 * It is right only as far as those who answered stand for those who did not **within each group**; nobody can know that from answers. The interval
 * does not have that doubt in it.
 *
 * Asked 40 and 160, answered 20 (15 promoters, 2 detractors) and 30 (9 and 12): 20 unweighted, 5 weighted, -19.4603 to 29.4603, worth 42.8571 answers.
 *
 * @param minimum groups with fewer answers are put together, with the next smallest where these are too few; at least 1
 * @returns undefined where that leaves fewer than two classes: there is nothing to weigh
 */
export function weightedNps(groups: readonly AskedGroup[], minimum: number): WeightedNps | undefined {
  const merged = mergedGroups(groups, minimum);
  const invited = merged.reduce((sum, each) => sum + each.invited, 0);
  if (merged.length < 2) return undefined;
  let [value, variance, squares] = [0, 0, 0];
  const classes = merged.map((each): WeightingClass => {
    const { promoters, detractors, n } = npsOf(each.scores);
    const weight = each.invited / invited;
    const mean = (promoters - detractors) / n;
    value += weight * mean;
    // Rounding may leave a trace below 0 where all answer alike.
    variance += (weight ** 2 * Math.max((promoters + detractors) / n - mean ** 2, 0)) / n;
    squares += weight ** 2 / n;
    return { groups: each.groups, invited: each.invited, answered: n, weight, value: HIGHEST * mean };
  });
  const half = Z * Math.sqrt(variance) * HIGHEST;
  return {
    // The same trace: shares of customers are no such small number.
    value: Math.abs(value) < TRACE ? 0 : HIGHEST * value,
    low: Math.max(HIGHEST * value - half, -HIGHEST),
    high: Math.min(HIGHEST * value + half, HIGHEST),
    effectiveN: 1 / squares,
    classes,
  };
}

interface Merged {
  readonly groups: readonly (string | null)[];
  readonly invited: number;
  readonly scores: ScoreCounts;
}

const answersOf = ({ scores }: AskedGroup): number => npsOf(scores).n;

/** Those with enough answers as they are; the others, and the next smallest until they have enough, as one. */
function mergedGroups(groups: readonly AskedGroup[], minimum: number): Merged[] {
  const bySize = groups.toSorted((a, b) => answersOf(a) - answersOf(b));
  const few = new Set<AskedGroup>();
  let answers = 0;
  let answering = 0;
  const isEnough = () => areEnough(answers, answering, minimum);
  for (const group of bySize) {
    const n = answersOf(group);
    if (n >= minimum && (few.size === 0 || isEnough())) break;
    few.add(group);
    answers += n;
    if (n > 0) answering += 1;
  }
  const alone = groups
    .filter((group) => !few.has(group))
    .map(({ group, invited, scores }) => ({ groups: [group], invited, scores }));
  return isEnough() ? [...alone, together([...few])] : alone;
}

function together(groups: readonly AskedGroup[]): Merged {
  const scores = new Map<number, number>();
  for (const group of groups)
    for (const [score, answers] of group.scores) scores.set(score, (scores.get(score) ?? 0) + answers);
  return {
    groups: groups.map(({ group }) => group),
    invited: groups.reduce((sum, { invited }) => sum + invited, 0),
    scores,
  };
}
