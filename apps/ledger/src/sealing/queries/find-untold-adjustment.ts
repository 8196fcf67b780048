import type { Tx } from '@perennial/persistence';

// The log tells of every adjustment twice at most: when it is proposed or done at once, and when it is decided. When that was
// is not compared: the log has the clock of the command, the adjustment that of the member. What the log says is compared as
// the text that canonical JSON of the row would be: an entry that nothing of ours has written may hold anything.
const SQL = /* sql */ `
  with told as (
    select substr(thing, 12) as adjustment_id, action, actor, accounts, after
      from audit_entry where thing like 'adjustment:%'
  ), kept as (
    select adjustment_id::text, proposed_by, account, kind,
           concat('{',
                  '"expiresAt":"' || to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '",',
                  '"expiringBy":"' || to_char(expiring_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '",',
                  '"kind":"', kind, '","points":', points,
                  ',"status":"', case when needs_approval then 'waiting' else 'posted' end, '"}') as told
      from adjustment
  ), verdict as (
    select adjustment_id::text, decided_by, approved from adjustment_verdict
  ), first as (
    select * from told where action in ('adjustment.proposed', 'points.reinstated', 'expiry.extended')
  ), decided as (
    select * from told where action in ('adjustment.approved', 'adjustment.declined', 'adjustment.withdrawn')
  ), differing as (
    select coalesce(row.adjustment_id, first.adjustment_id) as adjustment_id,
           case when first.action is null then 'is there, and no entry of the audit log tells of it'
                when row.kind is null then 'stands in the audit log, and is not there any more'
                else 'is another one than the audit log tells of' end as what
      from kept row full join first on first.adjustment_id = row.adjustment_id
     where first.action is null or row.kind is null
        or (row.proposed_by, array[row.account], row.told) is distinct from (first.actor, first.accounts, first.after)
    union all
    select coalesce(row.adjustment_id, decided.adjustment_id),
           case when decided.action is null then 'was decided, and no entry of the audit log tells of it'
                when row.decided_by is null then 'was decided, as the audit log tells, and the decision is not there any more'
                else 'was decided in another way, or by another person, than the audit log tells' end
      from verdict row full join decided on decided.adjustment_id = row.adjustment_id
     where decided.action is null or row.decided_by is null
        or (row.decided_by, row.approved) is distinct from (decided.actor, decided.action = 'adjustment.approved')
  )
  select adjustment_id, what from differing order by adjustment_id, what limit 1`;

/** An adjustment, or the decision on one, that is not as the audit log tells. @returns what is wrong with the first one */
export async function findUntoldAdjustment(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ adjustment_id: string; what: string }>(SQL);
  return row && `adjustment:${row.adjustment_id} ${row.what}`;
}
