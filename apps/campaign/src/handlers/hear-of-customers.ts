import { FORGOTTEN_DETAIL, customersNamed, dropRecords, lockCustomers } from '@perennial/customers';
import type { Envelope } from '@perennial/contracts';
import type { ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { makesKnown } from '../domain/makes-known.js';

/** Of events that no campaign answers yet, keeps that there are the customers they are about. */
export async function hearOfCustomers(events: readonly Envelope[], tx: Tx): Promise<ChunkResult> {
  const customers = await lockCustomers(tx, events.flatMap(customersNamed));
  const refused = events.filter((event) => customersNamed(event).some(customers.isForgotten));
  const known = new Set(
    events.filter((event) => !refused.includes(event) && makesKnown(event)).flatMap(customersNamed),
  );
  await dropRecords(
    tx,
    [...customers.created].filter((customerId) => !known.has(customerId)),
  );
  return {
    messages: [],
    rejected: refused.map((event) => ({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL })),
  };
}
