import { customerErased, customerMerged, customerUpserted, isEvent, type Envelope } from '@perennial/contracts';
import { recordPersons, type RecordedPersons } from '@perennial/customers';
import type { OutgoingMessage, Rejection } from '@perennial/messaging';
import { forgetEventsOf, holdOrdersOf } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';
import { forgetAnswers } from '@perennial/service';

import { newestProfiles } from '../domain/profile.js';
import { forgetFigures, moveFigures } from '../store/metrics.store.js';
import { saveProfiles } from '../store/queries/save-profiles.js';
import { projectChanged } from './project-changed.js';
import { projectionEnded } from './projection-message.js';
import type { Recorder } from './recorder.js';

/** Keeps what is known of customers, makes one person of merged records, and forgets who is to be forgotten. */
export const recordCustomers: Recorder = async (events, tx, chunk) => {
  // Everybody locks orders before customers.
  await holdOrdersOf(tx, erasedBy(events));
  const recorded = await recordPersons(tx, events, chunk.now);
  await keepProfiles(tx, recorded);
  const { histories, gone } = await moveFigures(tx, recorded.moves);
  const merges = lastMergeOfPerson(recorded);
  const causeOf = (customerId: string): Envelope | undefined =>
    recorded.forgotten.get(customerId)?.by ?? merges.get(recorded.personOf(customerId));
  const left = new Map([...histories].filter(([customerId]) => !recorded.forgotten.has(customerId)));
  // Before what was refused of the forgotten is waited for: whoever refuses something does so when they have projected.
  const projections = await projectChanged(tx, left, causeOf, chunk);
  const forgotten = await forget(tx, recorded);
  const ended = [...new Set([...gone, ...forgotten.figures])].flatMap((customerId): OutgoingMessage[] => {
    const cause = causeOf(recorded.moves.get(customerId) ?? customerId) ?? causeOf(customerId);
    return cause ? [projectionEnded(cause, customerId)] : [];
  });
  return { messages: [...projections, ...ended], rejected: [...recorded.refused, ...forgotten.rejected] };
};

function erasedBy(events: readonly Envelope[]): string[] {
  return events.flatMap((event) => (isEvent(customerErased, event) ? event.data.customerId : []));
}

async function keepProfiles(tx: Tx, { accepted, forgotten, personOf }: RecordedPersons): Promise<void> {
  const told = accepted.filter((event) => isEvent(customerUpserted, event));
  const profiles = newestProfiles(told, (customerId) => forgotten.get(customerId)?.heir ?? personOf(customerId));
  await saveProfiles(
    tx,
    profiles.filter(({ customerId }) => !forgotten.has(customerId)),
  );
}

/** @returns what waited of the customers and is refused now, and who of them has had projections */
async function forget(
  tx: Tx,
  { forgotten }: RecordedPersons,
): Promise<{ readonly rejected: readonly Rejection[]; readonly figures: ReadonlySet<string> }> {
  if (forgotten.size === 0) return { rejected: [], figures: new Set() };
  const customerIds = [...forgotten.keys()].sort();
  const rejected = await forgetEventsOf(tx, forgotten);
  const figures = await forgetFigures(tx, customerIds);
  for (const customerId of customerIds) await forgetAnswers(tx, customerId);
  return { rejected, figures };
}

function lastMergeOfPerson({ accepted, personOf }: RecordedPersons): Map<string, Envelope> {
  const merges = accepted.filter((event) => isEvent(customerMerged, event));
  return new Map(merges.map((event) => [personOf(event.data.intoCustomerId), event]));
}
