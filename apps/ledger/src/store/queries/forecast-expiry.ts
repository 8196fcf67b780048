import type { Tx } from '@perennial/persistence';

// One pass over all lots with points. What has expired by $1 is gone, also where the clock has not booked it yet.
const SQL = /* sql */ `
  with dated as (
    select lot.account, lot.points,
           lot.expires_at is null and balance.state ? 'expiresAll' as inactive,
           coalesce(lot.expires_at, to_timestamp((balance.state ->> 'expiresAll')::float8 / 1000)) as gone
      from lot join balance using (account)
     where lot.points > 0
  )
  select case when gone is null then 'never' when gone >= $2 then 'later' else to_char(gone at time zone $3, 'YYYY-MM') end
           as period,
         inactive as "ifInactive",
         sum(points)::float8 as points,
         count(distinct account)::int4 as members
    from dated
   where gone is null or gone > $1
   group by 1, 2`;

const RESERVED = /* sql */ `select coalesce(sum(reserved), 0)::float8 as points from balance`;

/** Points of all members that are gone in one period. */
export interface ExpiringPoints {
  /** A calendar month such as `2027-03`; `later`: after the last one; `never`: they have no date. */
  readonly period: string;
  /** Whether they are gone only if their members do nothing. */
  readonly ifInactive: boolean;
  readonly points: number;
  readonly members: number;
}

/**
 * What expires when, by the lots of all members as they are stored: available and pending points. Points held for a cart are
 * in no lot until they come back. Sums are exact up to 2^53.
 *
 * @param until end of the last month, exclusive
 */
export async function forecastExpiry(
  tx: Tx,
  { now, until, timeZone }: { readonly now: Date; readonly until: Date; readonly timeZone: string },
): Promise<{ readonly expiring: readonly ExpiringPoints[]; readonly reserved: number }> {
  const expiring = await tx.query<ExpiringPoints>(SQL, [now, until, timeZone]);
  const [reserved] = await tx.query<{ points: number }>(RESERVED, []);
  return { expiring, reserved: reserved?.points ?? 0 };
}
