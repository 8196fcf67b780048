import { identityOf, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

/** Where an event is, as far as delivery knows. */
export type EventWhereabouts =
  | {
      readonly state: 'parked';
      readonly waitsFor: string;
      /** When it happened, in milliseconds since 1970. */
      readonly at: number;
      readonly subject?: string;
    }
  /** Accepted; the bucket is that of its key. */
  | { readonly state: 'accepted'; readonly bucket: number }
  /** Refused, at its latest try, and never accepted. */
  | { readonly state: 'quarantined'; readonly reason: string; readonly detail: string };

const ACCEPTED = /* sql */ `
  select inbox.bucket, parked_event.waits_for, parked_event.at, parked_event.subject
    from inbox left join parked_event on parked_event.event_key = inbox.event_key
   where inbox.event_key = $1`;

const REFUSED = /* sql */ `
  select reason, detail from quarantine where event_id = $1 and source = $2 order by id desc limit 1`;

interface AcceptedRow {
  readonly bucket: number;
  readonly waits_for: string | null;
  readonly at: Date | null;
  readonly subject: string | null;
}

/** What has become of an event; undefined when none with this source and id has arrived. */
export async function findEvent(
  tx: Tx,
  { source, id }: Pick<Envelope, 'source' | 'id'>,
): Promise<EventWhereabouts | undefined> {
  const [accepted] = await tx.query<AcceptedRow>(ACCEPTED, [identityOf({ source, id })]);
  if (accepted) {
    const { bucket, waits_for: waitsFor, at, subject } = accepted;
    if (waitsFor === null || at === null) return { state: 'accepted', bucket };
    return { state: 'parked', waitsFor, at: at.getTime(), ...(subject === null ? {} : { subject }) };
  }
  const [refused] = await tx.query<{ reason: string; detail: string }>(REFUSED, [id, source]);
  return refused && { state: 'quarantined', ...refused };
}
