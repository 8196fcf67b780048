import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select told.data ->> 'tier' as tier
    from customer_record asked
    left join customer_feature told on told.customer_id = asked.person_id and told.kind = 'tier'
   where asked.customer_id = $1`;

/**
 * The tier of a person, as the ledger told it last: null when it told none. Undefined when no accepted event has named the
 * customer.
 */
export async function findTier(db: Tx, customerId: string): Promise<string | null | undefined> {
  const [row] = await db.query<{ tier: string | null }>(SQL, [customerId], 'campaign.find-tier');
  return row?.tier;
}
