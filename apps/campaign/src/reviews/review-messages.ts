import {
  deterministicId,
  reviewConfirmed,
  reviewHeld,
  reviewReleased,
  type Envelope,
  type ReviewHeld,
  type ReviewReleased,
} from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import { causedBy } from '../handlers/caused-by.js';
import type { NewJudgement } from './queries/save-judgements.js';

/** What a step is told to have followed from. */
export type Cause = Pick<Envelope, 'at'> & Partial<Envelope>;

/** Tells of a step of a hold; of one that ended because the review was taken back, nothing is told. */
export function stepMessage(
  { reviewId, customerId, sku, judgement, steps, step }: NewJudgement & { readonly sku: string },
  cause: Cause,
): OutgoingMessage[] {
  if (!step || step === 'withdrawn') return [];
  const { score, reasons, excused } = judgement;
  const counting = reasons.filter(({ code }) => !excused.includes(code));
  const told: ReviewHeld = { reviewId, customerId, sku, score, reasons: counting };
  const attributes = {
    id: deterministicId('review-step', reviewId, steps + 1),
    time: new Date(cause.at).toISOString(),
    subject: customerId,
    ...causedBy(cause),
  };
  if (step === 'held') return [{ type: reviewHeld.type, data: told, ...attributes }];
  if (step === 'confirmed') return [{ type: reviewConfirmed.type, data: told, ...attributes }];
  const released: ReviewReleased = { ...told, by: step === 'released' ? 'person' : 'evidence' };
  return [{ type: reviewReleased.type, data: released, ...attributes }];
}
