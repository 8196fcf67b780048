import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with days as (delete from purchase_day where customer_id = any($1::text[])),
       counts as (delete from customer where customer_id = any($1::text[])),
       profiles as (delete from customer_profile where customer_id = any($1::text[])),
       tiers as (delete from tier_change where customer_id = any($1::text[])),
       offers as (delete from campaign_offer where customer_id = any($1::text[])),
       cases as (delete from follow_up_case where customer_id = any($1::text[])),
       invitations as (delete from survey_invitation where customer_id = any($1::text[])),
       answers as (delete from survey_answer where customer_id = any($1::text[]))
  delete from purchase_history where customer_id = any($1::text[])
  returning customer_id`;

/**
 * Removes everything that is kept of customers: of persons who are none any more, and of the forgotten. They are locked by `tx`.
 *
 * @returns those who have had projections
 */
export async function dropFigures(tx: Tx, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const rows = await tx.query<{ customer_id: string }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId)],
    'metrics.drop-figures',
  );
  return new Set(rows.map((row) => row.customer_id));
}
