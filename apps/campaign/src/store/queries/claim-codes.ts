import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { Offer } from '../../domain/offer.js';

const SQL = /* sql */ `
  insert into code (code, bucket, customer_id, offer_id)
  select * from unnest($1::text[], $2::int2[], $3::text[], $4::uuid[])
      on conflict (code) do nothing
  returning code, offer_id`;

/**
 * Gives each offer a code of its own. A code that was drawn before is drawn anew, so this is one statement unless 85 bits
 * of chance meet.
 *
 * @returns the code by offer id
 */
export async function claimCodes(tx: Tx, offers: readonly Offer[], draw: () => string): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  let waiting = offers;
  while (waiting.length > 0) {
    const rows = await tx.query<{ code: string; offer_id: string }>(
      SQL,
      [
        waiting.map(() => draw()),
        waiting.map(({ customerId }) => bucketOf(customerId)),
        waiting.map(({ customerId }) => customerId),
        waiting.map(({ offerId }) => offerId),
      ],
      'campaign.claim-codes',
    );
    for (const row of rows) codes.set(row.offer_id, row.code);
    waiting = waiting.filter(({ offerId }) => !codes.has(offerId));
  }
  return codes;
}
