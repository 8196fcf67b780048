import { isDeepStrictEqual } from 'node:util';

import { compareInOrderOfThings, reviewPublished, type Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { ReviewTrust } from '@perennial/programme';

import { judge, reasonsAgainst, stepBetween } from './domain/judgement.js';
import { burstOf } from './domain/signals/burst.signal.js';
import { countPaces } from './queries/count-paces.js';
import { listAffected } from './queries/list-affected.js';
import { listDaysAfter, type ProductDay } from './queries/list-days-after.js';
import { listReviewsOn } from './queries/list-reviews-on.js';
import { loadEvidence, type KnownReview } from './queries/load-evidence.js';
import { saveJudgements } from './queries/save-judgements.js';
import { stepMessage } from './review-messages.js';

/** What has to be judged anew: these reviews, and those of days that are or were part of a burst. */
export interface Affected {
  readonly reviewIds: readonly string[];
  readonly days: readonly ProductDay[];
}

/** On what reviews bear that were published, or are about to be removed. The caller has the turn. */
export async function affectedBy(tx: Tx, reviewIds: readonly string[], settings: ReviewTrust): Promise<Affected> {
  const days = await listDaysAfter(tx, reviewIds, settings.burst.pastDays);
  return { reviewIds: await listAffected(tx, reviewIds), days };
}

/**
 * Judges reviews by what is known of them now, and says what became of holds. The caller has the turn.
 *
 * How a review is judged is a function of what is known, not of what came first: whoever changes what is known of one judges
 * anew all on which that bears.
 *
 * @param events of the chunk; a step is told to follow from one of them
 * @param now the service's clock
 */
export async function rejudge(
  tx: Tx,
  { reviewIds, days }: Affected,
  settings: ReviewTrust,
  { events, now }: { readonly events: readonly Envelope[]; readonly now: Date },
): Promise<OutgoingMessage[]> {
  const { purchaseWithinDays, burst, holdFrom } = settings;
  const paces = await countPaces(tx, days, burst.pastDays);
  const bursting = paces.filter((pace) => pace.wasBurst || burstOf(pace, settings));
  const wanted = new Set([...reviewIds, ...(await listReviewsOn(tx, bursting))]);
  const known = await loadEvidence(tx, [...wanted], { purchaseWithinDays, pastDays: burst.pastDays });
  const judged = known.flatMap((review) => {
    const { judgement: before, unpublished } = review;
    const judgement = judge(before, reasonsAgainst(review.evidence, settings), { holdFrom, unpublished });
    const step = stepBetween(before.standing, judgement.standing);
    return isDeepStrictEqual(judgement, before) ? [] : [{ ...review, judgement, step }];
  });
  await saveJudgements(tx, judged, now);
  const causes = events.toSorted(compareInOrderOfThings);
  return judged.flatMap((review) => {
    const cause = causeOf(review, causes);
    return cause ? stepMessage(review, cause) : [];
  });
}

/** Its own publication; or else the last event about its customer or product, or at all. @param events in order of things */
function causeOf({ reviewId, customerId, sku }: KnownReview, events: readonly Envelope[]): Envelope | undefined {
  const says = (event: Envelope, field: string, value: string): boolean =>
    (event.data as Readonly<Record<string, unknown>>)[field] === value;
  return (
    events.find((event) => event.type === reviewPublished.type && says(event, 'reviewId', reviewId)) ??
    events.findLast((event) => says(event, 'customerId', customerId) || says(event, 'sku', sku)) ??
    events.at(-1)
  );
}
