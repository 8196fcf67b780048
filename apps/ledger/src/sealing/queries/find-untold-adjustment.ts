import type { Tx } from '@perennial/persistence';

// The log tells of every adjustment twice at most: when it is proposed or done at once, and when it is decided. When that was
// is not compared: the log has the clock of the command, the adjustment that of the member.
const SQL = /* sql */ `
  with told as (
    select substr(thing, 12)::uuid as adjustment_id, action, coalesce(actor, 'forgotten') as actor, accounts,
           after::jsonb as after
      from audit_entry where thing like 'adjustment:%'
  ), first as (
    select * from told where action in ('adjustment.proposed', 'points.reinstated', 'expiry.extended')
  ), decided as (
    select * from told where action in ('adjustment.approved', 'adjustment.declined', 'adjustment.withdrawn')
  ), differing as (
    select coalesce(row.adjustment_id, first.adjustment_id) as adjustment_id,
           case when first.action is null then 'is there, and no entry of the audit log tells of it'
                when row.kind is null then 'stands in the audit log, and is not there any more'
                else 'is another one than the audit log tells of' end as what
      from adjustment row full join first on first.adjustment_id = row.adjustment_id
     where first.action is null or row.kind is null
        or (row.proposed_by, array[row.account], row.kind, row.points, row.needs_approval, row.expires_at, row.expiring_by)
           is distinct from
           (first.actor, first.accounts, first.after ->> 'kind', (first.after ->> 'points')::int8,
            first.after ->> 'status' = 'waiting', (first.after ->> 'expiresAt')::timestamptz,
            (first.after ->> 'expiringBy')::timestamptz)
    union all
    select coalesce(row.adjustment_id, decided.adjustment_id),
           case when decided.action is null then 'was decided, and no entry of the audit log tells of it'
                when row.decided_by is null then 'was decided, as the audit log tells, and the decision is not there any more'
                else 'was decided in another way, or by another person, than the audit log tells' end
      from adjustment_verdict row full join decided on decided.adjustment_id = row.adjustment_id
     where decided.action is null or row.decided_by is null
        or (row.decided_by, row.approved) is distinct from (decided.actor, decided.action = 'adjustment.approved')
  )
  select adjustment_id, what from differing order by adjustment_id, what limit 1`;

/** An adjustment, or the decision on one, that is not as the audit log tells. @returns what is wrong with the first one */
export async function findUntoldAdjustment(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ adjustment_id: string; what: string }>(SQL);
  return row && `adjustment:${row.adjustment_id} ${row.what}`;
}
