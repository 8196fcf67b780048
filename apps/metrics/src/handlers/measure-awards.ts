import { compareUtf8, identityOf, isEvent, purchaseCompleted, rewardIssued, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { delayStep } from '../domain/award-delay.js';
import { calendarDay } from '../domain/calendar-day.js';
import { issuerOf } from '../domain/programme-movement.js';
import { addAwardDelays, type DelayOfDay } from '../store/queries/add-award-delays.js';
import { noteAwarded, type AwardedPurchase, type NotedPurchase, type Told } from '../store/queries/note-awarded.js';
import type { MetricsChunk } from './recorder.js';

/** Notes when Kafka got purchases: until an award for one is heard of, or after. */
export async function measurePurchases(events: readonly Envelope[], tx: Tx, chunk: MetricsChunk): Promise<void> {
  const notes = noted(events, chunk, (event) => (isEvent(purchaseCompleted, event) ? identityOf(event) : undefined));
  await measure(tx, 'bought_at', notes, chunk);
}

/** Notes when the ledger published the first points that an event caused; of purchases a delay is known by that. */
export async function measureAwards(events: readonly Envelope[], tx: Tx, chunk: MetricsChunk): Promise<void> {
  await measure(tx, 'awarded_at', noted(events, chunk, causeOfAward), chunk);
}

function causeOfAward(event: Envelope): string | undefined {
  const { causationsource: source, causationid: id } = event;
  if (!isEvent(rewardIssued, event) || event.data.kind !== 'points' || issuerOf(event) !== 'ledger') return undefined;
  return source === undefined || id === undefined ? undefined : identityOf({ source, id });
}

/** The earliest of each key, sorted by key. */
function noted(
  events: readonly Envelope[],
  { appendedAt }: MetricsChunk,
  keyOf: (event: Envelope) => string | undefined,
): NotedPurchase[] {
  const notes = new Map<string, Date>();
  for (const event of events) {
    const eventKey = keyOf(event);
    const at = appendedAt?.(event);
    const known = eventKey === undefined ? undefined : notes.get(eventKey);
    if (eventKey !== undefined && at && !(known && known <= at)) notes.set(eventKey, at);
  }
  return [...notes].map(([eventKey, at]) => ({ eventKey, at })).sort((a, b) => compareUtf8(a.eventKey, b.eventKey));
}

async function measure(tx: Tx, told: Told, notes: readonly NotedPurchase[], chunk: MetricsChunk): Promise<void> {
  if (notes.length === 0) return;
  const delays = delaysOf(await noteAwarded(tx, told, notes), chunk.timeZone);
  if (delays.length > 0) await addAwardDelays(tx, chunk, delays);
}

function delaysOf(pairs: readonly AwardedPurchase[], timeZone: string): DelayOfDay[] {
  const counts = new Map<string, DelayOfDay>();
  for (const { boughtAt, awardedAt } of pairs) {
    const day = calendarDay(awardedAt.getTime(), timeZone);
    const step = delayStep(awardedAt.getTime() - boughtAt.getTime());
    const awards = (counts.get(`${day} ${step}`)?.awards ?? 0) + 1;
    counts.set(`${day} ${step}`, { day, step, awards });
  }
  return [...counts.values()];
}
