import { bucketOf, type Envelope } from '@perennial/contracts';

/** What an accepted event waits for: a kind of thing, and which one. */
export type WaitsFor = `${'order' | 'review'}:${string}`;

/** An accepted event about something that nothing else is known of yet. It makes nobody a member. */
export interface ParkedEvent {
  readonly waitsFor: WaitsFor;
  /** Bucket of what is waited for. */
  readonly bucket: number;
  readonly event: Envelope;
}

export function parkedFor(kind: 'order' | 'review', id: string, event: Envelope): ParkedEvent {
  return { waitsFor: `${kind}:${id}`, bucket: bucketOf(id), event };
}
