import { textColumn, type Tx } from '@perennial/persistence';

import type { DateCampaign } from '../../domain/triggers/date.trigger.js';

const BIRTHDAYS = /* sql */ `
  select f.customer_id
    from customer_feature f
   where f.kind = 'profile' and f.data ->> 'birthDate' is not null and right(f.data ->> 'birthDate', 5) = any($1::text[])`;

const ANNIVERSARIES = /* sql */ `
  select c.customer_id
    from customer c
    join (select substr(day, 1, 2)::int4 as month, substr(day, 4)::int4 as day from unnest($1::text[]) as asked (day)) asked
      on extract(month from c.first_purchase_day)::int4 = asked.month
     and extract(day from c.first_purchase_day)::int4 = asked.day
   where c.first_purchase_day < $4::date`;

const sqlOf = (dated: string): string => /* sql */ `
  select dated.customer_id
    from (${dated}) dated
   where dated.customer_id > $2
     and not exists (select from decision d
                      where d.customer_id = dated.customer_id and d.campaign_id = $3 and d.occasion is not null
                        and d.decided_at > $4 and (d.answered or d.outcome = 'skipped' or d.decided_at > $6))
   order by dated.customer_id
   limit $5`;

/**
 * Persons with a date on one of these days whom a campaign has not decided about lately; of those withheld by something that may
 * pass, by a cap or a budget, those whom it has not decided about for a day.
 *
 * @param days of the year, `MM-DD`
 * @param decidedSince what was decided before is about another year
 * @param triedSince who was decided about after it is left out, whatever came of it
 */
export async function listDatedCustomers(
  tx: Tx,
  { id, trigger }: DateCampaign,
  days: readonly string[],
  {
    after,
    decidedSince,
    triedSince,
    limit,
  }: { readonly after: string; readonly decidedSince: Date; readonly triedSince: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(
    sqlOf(trigger.of === 'birthday' ? BIRTHDAYS : ANNIVERSARIES),
    [textColumn(days, (day) => day), after, id, decidedSince, limit, triedSince],
    `campaign.list-${trigger.of}s`,
  );
  return rows.map((row) => row.customer_id);
}
