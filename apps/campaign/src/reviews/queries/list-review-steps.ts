import type { Tx } from '@perennial/persistence';

import type { Step } from '../domain/judgement.js';

const SQL = /* sql */ `
  select what, actor, remark, score, codes, at from review_step where review_id = $1 order by step`;

export interface ReviewStep {
  readonly what: Step;
  /** Null: nobody; it follows from what was known. */
  readonly actor: string | null;
  readonly remark: string | null;
  readonly score: number;
  readonly codes: readonly string[];
  readonly at: Date;
}

/** What became of the holds of a review, the first step first. */
export async function listReviewSteps(db: Tx, reviewId: string): Promise<ReviewStep[]> {
  return db.query<ReviewStep>(SQL, [reviewId], 'campaign.list-review-steps');
}
