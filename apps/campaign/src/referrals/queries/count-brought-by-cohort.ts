import type { Tx } from '@perennial/persistence';

import type { CohortCounts } from '../domain/word-of-mouth.js';
import { INVITATIONS } from './invitations.js';

const SQL = /* sql */ `
  with invitation as (${INVITATIONS}
  ), member as (
    select customer_id, to_char(first_purchase_day, 'YYYY-MM') as cohort, began,
           began + $3::int4 * interval '24 hours' as invites_until, began + 2 * $3::int4 * interval '24 hours' as over
      from customer
     cross join lateral (select first_purchase_day::timestamp at time zone $5 as began) midnight
     where ($1::date is null or first_purchase_day >= $1) and ($2::date is null or first_purchase_day <= $2)
       and first_purchase_day is not null
  ), invited as (
    select member.customer_id, count(*) as invitations,
           count(*) filter (where qualified_at < invited_at + $3::int4 * interval '24 hours' and reversed_at is null) as brought
      from member
      join invitation on advocate_id = member.customer_id
     where over <= $4 and invited_at >= began and invited_at < invites_until
     group by 1
  )
  select cohort, count(*) filter (where over <= $4) as customers, count(*) filter (where over > $4) as not_yet,
         count(invited.customer_id) as advocates, coalesce(sum(invitations), 0)::int8 as invitations,
         coalesce(sum(brought), 0)::int8 as brought, coalesce(sum(brought * brought), 0)::int8 as squares
    from member
    left join invited using (customer_id)
   group by 1
   order by 1`;

interface Row {
  readonly cohort: string;
  readonly customers: bigint;
  readonly not_yet: bigint;
  readonly advocates: bigint;
  readonly invitations: bigint;
  readonly brought: bigint;
  readonly squares: bigint;
}

interface WantedCohorts {
  /** Days of the first purchase, YYYY-MM-DD, both inclusive; undefined: without an end. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Days of 24 hours in which somebody may invite, and as many in which the friend may buy. */
  readonly windowDays: number;
  /** Whose days are over by then are observed. */
  readonly now: Date;
  /** The programme's: a first purchase day begins with its midnight. */
  readonly timeZone: string;
}

/** Whom customers brought, by the month of their first purchase that was not returned; in the order of the months. */
export async function countBroughtByCohort(
  tx: Tx,
  { from, to, windowDays, now, timeZone }: WantedCohorts,
): Promise<CohortCounts[]> {
  const parameters = [from ?? null, to ?? null, windowDays, now, timeZone];
  const rows = await tx.query<Row>(SQL, parameters, 'campaign.count-brought-by-cohort');
  return rows.map(({ cohort, customers, not_yet, advocates, invitations, brought, squares }) => ({
    ...{ cohort, customers: Number(customers), notYetObserved: Number(not_yet), advocates: Number(advocates) },
    ...{ invitations: Number(invitations), brought: Number(brought), squares: Number(squares) },
  }));
}
