import { customerErased, customerMerged, isEvent, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { customersNamed } from '../domain/customers-named.js';
import { foldCustomers, type CustomerChanges } from '../domain/fold-customers.js';
import { personsBy } from '../domain/persons.js';
import { lockCustomers } from './lock-customers.js';
import { dropRecords } from './queries/drop-records.js';
import { insertForgotten } from './queries/insert-forgotten.js';
import { listRecordsOfPersons } from './queries/list-records-of-persons.js';
import { loadMerges } from './queries/load-merges.js';
import { saveMerges } from './queries/save-merges.js';
import { savePersons } from './queries/save-persons.js';

export interface RecordedPersons extends Pick<CustomerChanges, 'accepted' | 'refused' | 'forgotten'> {
  /** By person that is none any more: the one that has everything from now on. */
  readonly moves: ReadonlyMap<string, string>;
  /** The person of every customer whom an accepted event names, as of now. */
  personOf(customerId: string): string;
}

/**
 * Keeps who is who, and who is forgotten. What a service itself keeps of the persons has to follow in the same transaction;
 * they stay locked until `tx` ends. Orders come before: see `holdOrdersOf` in @perennial/orders.
 *
 * @param events of `commerce.customer`, in order of things
 * @param now the service's clock
 */
export async function recordPersons(tx: Tx, events: readonly Envelope[], now: Date): Promise<RecordedPersons> {
  const customers = await lockCustomers(tx, events.flatMap(customersNamed));
  const groups = await groupsOf(tx, events, customers.personOf);
  const merges = groups.size === 0 ? [] : await loadMerges(tx, [...groups.keys()]);
  const changes = foldCustomers({ merges, isForgotten: customers.isForgotten }, events);

  const { persons } = personsBy(changes.merges);
  const personOf = (customerId: string): string =>
    persons.get(customerId) ?? (groups.has(customerId) ? customerId : customers.personOf(customerId));
  await saveMerges(tx, merges, changes.merges);
  await savePersons(
    tx,
    [...groups].flatMap(([record, before]) => {
      const person = personOf(record);
      return person === before || changes.forgotten.has(record) ? [] : [[record, person] as const];
    }),
  );
  const forgotten = [...changes.forgotten.keys()];
  await insertForgotten(tx, forgotten, now);
  const named = new Set(changes.accepted.flatMap(customersNamed));
  await dropRecords(tx, [...forgotten, ...[...customers.created].filter((customerId) => !named.has(customerId))]);
  return { ...changes, moves: movesOf(new Set(groups.values()), personOf, changes.forgotten), personOf };
}

/** Every record of the persons among whom somebody is merged or forgotten, by record: the person. */
async function groupsOf(
  tx: Tx,
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
): Promise<Map<string, string>> {
  const changed = events.filter((event) => isEvent(customerMerged, event) || isEvent(customerErased, event));
  const persons = [...new Set(changed.flatMap(customersNamed).map(personOf))];
  return listRecordsOfPersons(tx, persons);
}

function movesOf(
  persons: ReadonlySet<string>,
  personOf: (customerId: string) => string,
  forgotten: CustomerChanges['forgotten'],
): Map<string, string> {
  const moves = new Map<string, string>();
  for (const person of persons) {
    const now = forgotten.get(person)?.heir ?? personOf(person);
    if (now !== person) moves.set(person, now);
  }
  return moves;
}
