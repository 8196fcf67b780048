import { writeOutbox } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import { holdActor } from '../store/hold-actor.js';
import { takeTurn } from '../store/queries/take-turn.js';
import { confirm, excuse } from './domain/judgement.js';
import { findReview } from './queries/find-review.js';
import { saveJudgements } from './queries/save-judgements.js';
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
  await holdActor(tx, by.actor);
  await takeTurn(tx, 'reviews');
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
  await writeOutbox(tx, stepMessage(decided, { at: now.getTime() }), CAMPAIGN_SOURCE);
  return { status: 200, body: { reviewId, standing: judgement.standing, score: judgement.score } };
}
