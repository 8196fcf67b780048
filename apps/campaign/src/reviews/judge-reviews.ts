import { isEvent, reviewPublished, type Envelope } from '@perennial/contracts';
import {
  FORGOTTEN_DETAIL,
  customersNamed,
  dropRecords,
  listRecordsOfPersons,
  lockCustomers,
} from '@perennial/customers';
import { loadParked, type ChunkResult, type ParkedEvent } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { reviewTrustOf } from '@perennial/programme';

import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import { insertStories } from '../stories/queries/insert-stories.js';
import { takeTurn } from '../store/queries/take-turn.js';
import { foldReviews, reviewThing } from './domain/fold-reviews.js';
import { publishedReview } from './domain/published-review.js';
import { findWriters } from './queries/find-writers.js';
import { insertReviews } from './queries/insert-reviews.js';
import { markUnpublished } from './queries/mark-unpublished.js';
import { affectedBy, rejudge } from './rejudge.js';

/** Keeps which reviews there are, and judges those on which that bears. @param events of `commerce.review` */
export async function judgeReviews(
  events: readonly Envelope[],
  tx: Tx,
  { now, programme }: CampaignChunk,
): Promise<ChunkResult> {
  const customers = await lockCustomers(tx, events.flatMap(customersNamed));
  await takeTurn(tx, 'reviews');
  const told = events.filter((event) => isEvent(reviewPublished, event));
  const waiting = await loadParked(
    tx,
    told.map(({ data }) => reviewThing(data.reviewId)),
  );
  const recordOf = await recordsBehind(tx, waiting, told.flatMap(customersNamed));
  const writers = await findWriters(tx, reviewIdsOf(events));
  const personOf = (customerId: string): string => recordOf.get(customerId) ?? customers.personOf(customerId);
  const { isForgotten } = customers;
  const changes = foldReviews({ writers, waiting, personOf, isForgotten }, events, FORGOTTEN_DETAIL);

  const writing = new Set(changes.published.flatMap(customersNamed));
  await dropRecords(
    tx,
    [...customers.created].filter((customerId) => !writing.has(customerId)),
  );
  const settings = reviewTrustOf(programme);
  const published = changes.published.map(({ data, at }) => publishedReview(data, at));
  const { timeZone } = programme;
  if (published.length > 0) await insertReviews(tx, published, { timeZone, holdFrom: settings.holdFrom });
  await insertStories(
    tx,
    changes.published.map(({ data }) => data),
  );
  await markUnpublished(tx, changes.unpublished);
  const touched = [...published.map(({ reviewId }) => reviewId), ...changes.unpublished];
  const { refused: rejected, parked, released } = changes;
  if (touched.length === 0) return { messages: [], rejected, parked, released };
  const affected = await affectedBy(tx, touched, settings);
  return { messages: await rejudge(tx, affected, settings, { events, now }), rejected, parked, released };
}

/** What waits may name another record of the writer, whom `tx` has locked. */
async function recordsBehind(
  tx: Tx,
  waiting: readonly ParkedEvent[],
  writers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return waiting.length === 0 ? new Map() : listRecordsOfPersons(tx, writers);
}

function reviewIdsOf(events: readonly Envelope[]): string[] {
  return events.map(({ data }) => (data as { readonly reviewId: string }).reviewId);
}
