import { textColumn, type Tx } from '@perennial/persistence';

// In the order in which offers always are.
const SQL = /* sql */ `
  select from offer where customer_id = any($1::text[]) order by customer_id, offer_id for update`;

/**
 * Locks all that customers were offered until `tx` ends, so that what somebody else writes beside an offer that they have locked, such as its place,
 * is there for the statements after this one: one that locks and reads, or deletes, would see the offer as it is and what is beside it as it was.
 */
export async function lockOffersOf(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'campaign.lock-offers-of');
}
