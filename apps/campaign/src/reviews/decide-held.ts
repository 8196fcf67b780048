import { findForgotten } from '@perennial/customers';
import { writeOutbox } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { confirm, excuse } from './domain/judgement.js';
import { findReview } from './queries/find-review.js';
import { saveJudgements } from './queries/save-judgements.js';
import { takeTurn } from './queries/take-turn.js';
import { stepMessage } from './review-messages.js';
import { unknownReview } from './unknown-review.js';

const DECISIONS = { released: excuse, confirmed: confirm } as const;

/**
 * Has a person decide about a held review.
 *
 * @param by who decides, and why in their words
 * @throws ProblemError UNKNOWN_REVIEW (404), REVIEW_NOT_HELD (409), FORGOTTEN_PERSON (403)
 */
export async function decideHeld(
  tx: Tx,
  reviewId: string,
  step: keyof typeof DECISIONS,
  by: { readonly actor: string; readonly remark: string },
  clock: Clock,
): Promise<CommandResult> {
  await takeTurn(tx);
  if ((await findForgotten(tx, [by.actor])).size > 0) {
    throw new ProblemError(403, 'FORGOTTEN_PERSON', 'Perennial-Actor names a customer who was forgotten.');
  }
  const review = await findReview(tx, reviewId);
  if (!review) throw unknownReview();
  const { standing } = review.judgement;
  if (standing !== 'held') {
    throw new ProblemError(409, 'REVIEW_NOT_HELD', `The review is not held: it is ${standing}.`, { standing });
  }
  const judgement = DECISIONS[step](review.judgement);
  const now = clock();
  const decided = { ...review, judgement, step, by };
  await saveJudgements(tx, [decided], now);
  await writeOutbox(tx, stepMessage(decided, { at: now.getTime() }), '/perennial/campaign');
  return { status: 200, body: { reviewId, standing: judgement.standing, score: judgement.score } };
}
