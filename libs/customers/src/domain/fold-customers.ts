import { customerErased, customerMerged, isEvent, type Envelope, type EventOf } from '@perennial/contracts';

import { customersNamed } from './customers-named.js';
import { personsBy, withoutMerged, type Merge } from './persons.js';

/** An event that has no effect because of what is known of customers. */
export interface Refusal {
  readonly event: Envelope;
  readonly reason: 'SUBJECT_ERASED';
  readonly detail: string;
}

export const FORGOTTEN_DETAIL = 'its customer has been forgotten';

export interface KnownCustomers {
  /** All merges of the persons that the events name. */
  readonly merges: readonly Merge[];
  readonly isForgotten: (customerId: string) => boolean;
}

export interface CustomerChanges {
  readonly accepted: readonly Envelope[];
  readonly refused: readonly Refusal[];
  /** All merges of the persons, as they are now. */
  readonly merges: readonly Merge[];
  /** Records forgotten by these events. */
  readonly forgotten: ReadonlyMap<string, Forgotten>;
}

/** How a record was forgotten. */
export interface Forgotten {
  readonly by: Envelope;
  /** Where it was forgotten alone: the record it had been merged into, which has everything. */
  readonly heir?: string;
}

/**
 * Folds what is told of customers into who is who, and who is forgotten.
 *
 * A customer is forgotten with every record that was merged into it: they are one person. A record that was itself merged
 * away is forgotten alone, because shops clean up so after a merge: what it had is the other's. From then on every event that
 * names somebody forgotten is refused, further erasures too.
 *
 * @param events of any types, in order of things; of other types it is only asked whether they name somebody forgotten
 */
export function foldCustomers(known: KnownCustomers, events: readonly Envelope[]): CustomerChanges {
  let merges = known.merges;
  const forgotten = new Map<string, Forgotten>();
  const accepted: Envelope[] = [];
  const refused: Refusal[] = [];
  const isForgotten = (customerId: string): boolean => forgotten.has(customerId) || known.isForgotten(customerId);
  for (const event of events) {
    if (customersNamed(event).some(isForgotten)) {
      refused.push({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL });
      continue;
    }
    accepted.push(event);
    if (isEvent(customerMerged, event)) {
      const { fromCustomerId: from, intoCustomerId: into } = event.data;
      merges = [...merges, { at: event.at, source: event.source, id: event.id, from, into }];
    } else if (isEvent(customerErased, event)) merges = forget(merges, event, forgotten);
  }
  return { accepted, refused, merges, forgotten: inTheEnd(forgotten) };
}

/** @returns the merges without whoever is forgotten */
function forget(
  merges: readonly Merge[],
  by: EventOf<typeof customerErased>,
  forgotten: Map<string, Forgotten>,
): readonly Merge[] {
  const { customerId } = by.data;
  const { persons, heirs } = personsBy(merges);
  const heir = heirs.get(customerId);
  if (heir !== undefined) {
    forgotten.set(customerId, { by, heir: persons.get(customerId) ?? heir });
    return withoutMerged(merges, customerId, heir);
  }
  const records = [customerId, ...[...persons].flatMap(([record, person]) => (person === customerId ? record : []))];
  for (const record of records) forgotten.set(record, { by });
  return merges.filter(({ from, into }) => !records.includes(from) && !records.includes(into));
}

/** A record that was forgotten alone is forgotten with its person where that person is forgotten, too. */
function inTheEnd(forgotten: ReadonlyMap<string, Forgotten>): Map<string, Forgotten> {
  const lastHeir = (record: string): string | undefined => {
    const gone = forgotten.get(record);
    return gone ? gone.heir && lastHeir(gone.heir) : record;
  };
  return new Map(
    [...forgotten].map(([record, { by }]) => {
      const heir = lastHeir(record);
      return [record, heir === undefined ? { by } : { by, heir }];
    }),
  );
}
