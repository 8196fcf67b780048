import type { Envelope } from '@perennial/contracts';
import { listRecordsOfPersons, type RecordedPersons } from '@perennial/customers';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { reviewTrustOf } from '@perennial/programme';

import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import { takeTurn } from '../store/queries/take-turn.js';
import { dropReviews } from './queries/drop-reviews.js';
import { forgetActors } from './queries/forget-actors.js';
import { giveReviewsTo } from './queries/give-reviews-to.js';
import { listReviewsOf } from './queries/list-reviews-of.js';
import { affectedBy, rejudge } from './rejudge.js';

/**
 * Takes the turn of reviews where some are of persons who are others now, or of customers who are forgotten, all locked by `tx`.
 * Before what refused events are kept under is locked: whoever judges reviews sets refused ones aside afterwards.
 *
 * @returns ids of these reviews, for `followPersons`
 */
export async function holdReviewsOf(
  tx: Tx,
  { moves, forgotten }: Pick<RecordedPersons, 'moves' | 'forgotten'>,
): Promise<string[]> {
  await forgetActors(tx, [...forgotten.keys()]);
  const merged = await listRecordsOfPersons(tx, [...moves.values()]);
  const reviewIds = await listReviewsOf(tx, [...new Set([...forgotten.keys(), ...merged.keys()])]);
  if (reviewIds.length > 0) await takeTurn(tx, 'reviews');
  return reviewIds;
}

/**
 * Has the reviews of merged records count as those of one person, and forgets those of customers who are forgotten. What these
 * had said of others, such as that a text is a copy, goes with them. Their orders have moved before.
 */
export async function followPersons(
  events: readonly Envelope[],
  tx: Tx,
  { now, programme }: CampaignChunk,
  { forgotten, reviewIds }: Pick<RecordedPersons, 'forgotten'> & { readonly reviewIds: readonly string[] },
): Promise<OutgoingMessage[]> {
  if (reviewIds.length === 0) return [];
  const settings = reviewTrustOf(programme);
  await giveReviewsTo(
    tx,
    [...forgotten].flatMap(([customerId, { heir }]) => (heir === undefined ? [] : [[customerId, heir] as const])),
  );
  const affected = await affectedBy(tx, reviewIds, settings);
  await dropReviews(
    tx,
    [...forgotten].flatMap(([customerId, { heir }]) => (heir === undefined ? customerId : [])),
  );
  return rejudge(tx, affected, settings, { events, now });
}
