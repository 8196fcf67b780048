import { identityOf, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { customersIn, textHeaders, type StoredHeader } from './named-customers.js';

/** Where an event is, as far as delivery knows; `customers` are those it names, as far as one can tell. */
export type EventWhereabouts =
  | {
      readonly state: 'parked';
      readonly waitsFor: string;
      /** When it happened, in milliseconds since 1970. */
      readonly at: number;
      readonly customers: ReadonlySet<string>;
    }
  /** Accepted; the bucket is that of its key. */
  | { readonly state: 'accepted'; readonly bucket: number }
  /** Its data is accepted under another source or id, and nothing was ever refused under its own; the bucket is that of its key. */
  | { readonly state: 'repeat'; readonly bucket: number }
  /** Refused, with the reason of the latest refusal, and never accepted; it may also have repeated an accepted one. */
  | {
      readonly state: 'quarantined';
      readonly reason: string;
      readonly detail: string;
      readonly customers: ReadonlySet<string>;
    };

const ACCEPTED = /* sql */ `
  select inbox.bucket, parked_event.waits_for, parked_event.at, parked_event.subject, parked_event.data
    from inbox left join parked_event on parked_event.event_key = inbox.event_key
   where inbox.event_key = $1`;

// What it repeats may have been refused since, after waiting for another event.
const REPEAT = /* sql */ `
  select repeat.bucket from repeat join inbox on inbox.event_key = repeat.same_as where repeat.event_key = $1`;

const REFUSED = /* sql */ `
  select reason, detail, key, value, headers from quarantine where event_id = $1 and source = $2 order by id desc limit 1`;

interface AcceptedRow {
  readonly bucket: number;
  readonly waits_for: string | null;
  readonly at: Date | null;
  readonly subject: string | null;
  readonly data: object | null;
}

interface RefusedRow {
  readonly reason: string;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly StoredHeader[];
}

/**
 * What has become of an event; undefined when none with this source and id has arrived, or only a repeat of one that was
 * refused itself in the end.
 */
export async function findEvent(
  tx: Tx,
  { source, id }: Pick<Envelope, 'source' | 'id'>,
): Promise<EventWhereabouts | undefined> {
  const eventKey = identityOf({ source, id });
  const [accepted] = await tx.query<AcceptedRow>(ACCEPTED, [eventKey]);
  if (accepted) {
    const { bucket, waits_for: waitsFor, at, subject, data } = accepted;
    if (waitsFor === null || at === null) return { state: 'accepted', bucket };
    const value = Buffer.from(JSON.stringify({ subject, data }));
    return { state: 'parked', waitsFor, at: at.getTime(), customers: customersIn({ key: null, value, headers: {} }) };
  }
  const [refused] = await tx.query<RefusedRow>(REFUSED, [id, source]);
  if (!refused) {
    const [repeat] = await tx.query<{ bucket: number }>(REPEAT, [eventKey]);
    return repeat && { state: 'repeat', bucket: repeat.bucket };
  }
  const { reason, detail, key, value, headers } = refused;
  return {
    state: 'quarantined',
    reason,
    detail,
    customers: customersIn({ key, value, headers: textHeaders(headers) }),
  };
}
