/** How many answers gave each score. */
export type ScoreCounts = ReadonlyMap<number, number>;

/** The scores of one of several groups, which may overlap. */
export interface GroupScores {
  readonly scores: ScoreCounts;
  /** Answers of those who are in no other group. */
  readonly alone: number;
}

/** How many of them lie from `least` to `most`, both inclusive. */
export function countWithin(scores: ScoreCounts, least: number, most = Infinity): number {
  let count = 0;
  for (const [score, answers] of scores) if (score >= least && score <= most) count += answers;
  return count;
}
