import { customerErased, isEvent, type Envelope } from '@perennial/contracts';
import { recordPersons } from '@perennial/customers';
import type { Chunk, ChunkResult } from '@perennial/messaging';
import { forgetEventsOf, holdOrdersOf } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';
import { forgetAnswers } from '@perennial/service';

import { forgetOffers } from '../store/campaign.store.js';
import { movePurchases } from '../store/queries/move-purchases.js';

/** Makes one person of merged records, and forgets who is to be forgotten. */
export async function recordCustomers(events: readonly Envelope[], tx: Tx, { now }: Chunk): Promise<ChunkResult> {
  // Everybody locks orders before customers.
  await holdOrdersOf(
    tx,
    events.flatMap((event) => (isEvent(customerErased, event) ? event.data.customerId : [])),
  );
  const { moves, forgotten, refused } = await recordPersons(tx, events, now);
  await movePurchases(tx, moves);
  await forgetOffers(tx, forgotten);
  const waited = await forgetEventsOf(tx, forgotten);
  for (const customerId of [...forgotten.keys()].sort()) await forgetAnswers(tx, customerId);
  return { messages: [], rejected: [...refused, ...waited] };
}
