import type { Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { orderThing } from '../../domain/fact.js';

const SQL = /* sql */ `
  select member.customer_id from sale join member on member.account = sale.account where sale.thing = $1`;

/** Whose order an event is about that names nobody: undefined for a guest's, and for what is about no order. */
export async function findOwnerOfOrder(tx: Tx, { data }: Pick<Envelope, 'data'>): Promise<string | undefined> {
  const { orderId } = data as { orderId?: string };
  if (orderId === undefined) return undefined;
  const [row] = await tx.query<{ customer_id: string }>(SQL, [orderThing(orderId)]);
  return row?.customer_id;
}
