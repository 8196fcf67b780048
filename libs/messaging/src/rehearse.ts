import { eventOfType, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { ChunkHandler, ChunkResult } from './chunk-handler.js';
import { admit } from './inbox.js';
import { isRefused, sliceEntries, type QuarantineReason } from './slice.js';

/** What would become of an event. */
export type Rehearsal =
  /** It would be quarantined before any handler sees it. */
  | { readonly outcome: 'refused'; readonly reason: QuarantineReason; readonly detail: string }
  /** It was accepted before: nothing would happen. */
  | { readonly outcome: 'duplicate'; readonly event: Envelope }
  /** What the handler answered; it may have refused or parked the event. */
  | { readonly outcome: 'handled'; readonly event: Envelope; readonly result: ChunkResult };

/**
 * Takes an event through the steps of delivery up to the handler's answer, as if it had just arrived on its topic. What
 * is written is written through `tx`: the caller rolls it back.
 *
 * @param value a CloudEvent as JSON (structured mode), in UTF-8
 */
export async function rehearse(
  tx: Tx,
  value: Buffer,
  { handler, now }: { readonly handler: ChunkHandler; readonly now: Date },
): Promise<Rehearsal> {
  const topic = topicOf(value);
  const headers = { 'content-type': 'application/cloudevents+json' };
  const record = { offset: 0n, timestamp: String(now.getTime()), key: null, value, headers };
  const slicing = { topicPrefix: '', partition: 0, now, maxEvents: 1, maxBytes: Infinity };
  const [entry] = sliceEntries(topic, [record], 0, slicing).entries;
  if (!entry) throw new RangeError('one record makes one entry');
  if (isRefused(entry)) return { outcome: 'refused', reason: entry.refusal.reason, detail: entry.refusal.detail };
  const { event } = entry;
  const admission = (await admit(tx, topic, [entry])).get(entry.eventKey);
  if (typeof admission === 'object') return { outcome: 'refused', reason: admission.reason, detail: admission.detail };
  if (admission !== 'fresh') return { outcome: 'duplicate', event };
  const result = await handler.handle([event], tx, { topic, partition: 0, nextOffset: 1n, now });
  return { outcome: 'handled', event, result };
}

/** Where an event of its type belongs; empty where that cannot be told, and decoding says why. */
function topicOf(value: Buffer): string {
  try {
    const { type } = JSON.parse(value.toString('utf8')) as { type?: unknown };
    return (typeof type === 'string' ? eventOfType(type)?.topic : undefined) ?? '';
  } catch {
    return '';
  }
}
