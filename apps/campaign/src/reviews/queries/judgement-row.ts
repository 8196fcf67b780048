import type { Judgement, ReviewReason, Standing } from '../domain/judgement.js';

/** The columns of `review` that a judgement stands in. */
export interface JudgementRow {
  readonly standing: Standing;
  readonly score: number;
  readonly hold_from: number;
  readonly reasons: readonly ReviewReason[];
  readonly excused: readonly string[];
}

export function judgementOf({ standing, score, hold_from: holdFrom, reasons, excused }: JudgementRow): Judgement {
  return { standing, score, holdFrom, reasons, excused };
}
