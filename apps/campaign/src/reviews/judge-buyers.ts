import type { Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { reviewTrustOf } from '@perennial/programme';

import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import { takeTurn } from '../store/queries/take-turn.js';
import { listReviewsOfOrders } from './queries/list-reviews-of-orders.js';
import { rejudge } from './rejudge.js';

/**
 * Judges anew the reviews of what was bought, cancelled or sent back. `tx` has written the orders and holds their customers, so
 * nobody writes a review of theirs meanwhile.
 *
 * @param events about orders
 */
export async function judgeBuyers(
  events: readonly Envelope[],
  tx: Tx,
  { now, programme }: CampaignChunk,
): Promise<OutgoingMessage[]> {
  const orderIds = new Set(events.map(({ data }) => (data as { readonly orderId: string }).orderId));
  const reviewIds = await listReviewsOfOrders(tx, [...orderIds]);
  if (reviewIds.length === 0) return [];
  await takeTurn(tx, 'reviews');
  return rejudge(tx, { reviewIds, days: [] }, reviewTrustOf(programme), { events, now });
}
