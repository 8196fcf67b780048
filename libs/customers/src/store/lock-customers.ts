import { compareUtf8 } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { findForgotten } from './queries/find-forgotten.js';
import { insertRecords } from './queries/insert-records.js';
import { lockRecords } from './queries/lock-records.js';

/** Who the customers are whom a chunk names. None of it can change until the transaction ends. */
export interface LockedCustomers {
  /** The record that a customer is one person with: itself where it was merged into none. */
  personOf(customerId: string): string;
  isForgotten(customerId: string): boolean;
  /** Whether each is its own person and nobody was forgotten. */
  readonly areStrangers: boolean;
  /** Records made by this transaction: to be dropped where only refused events name them. */
  readonly created: ReadonlySet<string>;
}

/**
 * Makes customers known and locks them, with the persons that they are, until `tx` ends. Everybody locks orders before.
 *
 * A record that nobody has named is inserted even for an event that may be refused: so its erasure, at the same moment, waits.
 * Who was forgotten is asked last, when nobody can be forgotten meanwhile.
 */
export async function lockCustomers(tx: Tx, customerIds: Iterable<string>): Promise<LockedCustomers> {
  const named = [...new Set(customerIds)].sort(compareUtf8);
  if (named.length === 0) return customersOf(new Map(), new Set(), new Set());
  const created = await insertRecords(tx, named);
  const persons = await lockPersons(
    tx,
    named.filter((customerId) => !created.has(customerId)),
  );
  return customersOf(persons, await findForgotten(tx, named), created);
}

/** Until the persons are locked whose records these are: while they are waited for, a person may become another. */
async function lockPersons(tx: Tx, records: readonly string[]): Promise<Map<string, string>> {
  let wanted = records;
  const persons = new Map<string, string>();
  while (wanted.length > 0) {
    for (const [record, person] of await lockRecords(tx, wanted)) persons.set(record, person);
    wanted = [...new Set(persons.values())].filter((person) => !persons.has(person)).sort(compareUtf8);
  }
  return persons;
}

function customersOf(
  persons: ReadonlyMap<string, string>,
  forgotten: ReadonlySet<string>,
  created: ReadonlySet<string>,
): LockedCustomers {
  return {
    personOf: (customerId) => persons.get(customerId) ?? customerId,
    isForgotten: (customerId) => forgotten.has(customerId),
    areStrangers: forgotten.size === 0 && [...persons].every(([record, person]) => record === person),
    created,
  };
}
