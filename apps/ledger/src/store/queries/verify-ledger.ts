import type { Tx } from '@perennial/persistence';

/**
 * Each check gives the first place where it fails. All of them are one statement, hence of one moment: transfers booked
 * meanwhile are in all of the sums or in none.
 */
const SQL = /* sql */ `
  with moved as (
    select account, number, bucket, points, kind, rule, fact_source, fact_id, member_sequence,
           case when credit = 'wallet' then points else -points end as change
      from transfer
  ), by_account as (
    select account, count(*) as transfers, max(number) as last_number, sum(change) as available,
           count(*) filter (where kind = 'accrual') as rewards,
           count(distinct member_sequence) filter (where kind = 'accrual') as reward_numbers,
           coalesce(max(member_sequence) filter (where kind = 'accrual'), 0) as last_reward,
           count(*) filter (where kind <> 'accrual') as taken,
           count(distinct member_sequence) filter (where kind <> 'accrual') as taken_numbers,
           coalesce(max(member_sequence) filter (where kind <> 'accrual'), 0) as last_taken
      from moved group by account
  ), by_lot as (
    select account, rule, fact_source, fact_id, sum(change) as points from moved group by 1, 2, 3, 4
  ), system_side as (
    select ledger_account, sum(points) as points from posting where ledger_account <> 'wallet' group by 1
  ), system_booked as (
    select ledger_account, sum(points) as points from system_posting group by 1
  )
  select (select count(*) from transfer) as transfers, checks.name, checks.difference
    from (values
      (1, 'transfers are above 0', (
        select format('transfer %s of account %s moves %s points', number, account, points)
          from moved where points <= 0 order by account, number limit 1)),
      (2, 'postings sum to 0', (
        select format('all postings of unit %s sum to %s', unit, sum(points))
          from posting group by unit having sum(points) <> 0 limit 1)),
      (3, 'balance = transfers', (
        select format('account %s has %s points, its transfers sum to %s', account, balance.available, by_account.available)
          from balance full join by_account using (account)
         where coalesce(balance.available, -1) <> coalesce(by_account.available, 0) order by account limit 1)),
      (4, 'balance = earned - clawed back', (
        select format('account %s has %s points, earned %s and lost %s', account, available, earned, clawed_back)
          from balance where available <> earned - clawed_back order by account limit 1)),
      (5, 'lots = transfers', (
        select format('the lot of account %s, rule %s, fact %s has %s points, its transfers sum to %s',
                      account, rule, fact_id, lot.points, by_lot.points)
          from lot full join by_lot using (account, rule, fact_source, fact_id)
         where lot.points is distinct from by_lot.points order by account limit 1)),
      (6, 'transfers are numbered without gaps', (
        select format('account %s has %s transfers, the last is number %s, counted are %s',
                      account, by_account.transfers, by_account.last_number, balance.transfers)
          from balance full join by_account using (account)
         where coalesce(balance.transfers, -1) <> coalesce(by_account.transfers, 0)
            or coalesce(by_account.last_number, 0) <> coalesce(by_account.transfers, 0) order by account limit 1)),
      (7, 'messages are numbered without gaps', (
        select format('account %s: %s rewards up to number %s, counted %s; %s taken back up to number %s, counted %s',
                      account, rewards, last_reward, reward_sequence, taken, last_taken, points_sequence)
          from balance join by_account using (account)
         where (rewards, rewards, rewards) is distinct from (reward_numbers, last_reward, reward_sequence)
            or (taken, taken, taken) is distinct from (taken_numbers, last_taken, points_sequence)
         order by account limit 1)),
      (8, 'the programme''s accounts = transfers', (
        select format('account %s was booked %s, its transfers sum to %s', ledger_account, system_booked.points, system_side.points)
          from system_side full join system_booked using (ledger_account)
         where system_side.points is distinct from system_booked.points order by ledger_account limit 1)),
      (9, 'buckets agree', (
        select format('account %s is in bucket %s, transfer %s in %s', account, balance.bucket, number, moved.bucket)
          from moved join balance using (account) where moved.bucket <> balance.bucket order by account, number limit 1))
    ) as checks (number, name, difference)
   order by checks.number`;

export interface Verification {
  readonly ok: boolean;
  /** How many transfers were checked. */
  readonly transfers: bigint;
  /** What was checked. */
  readonly checked: readonly string[];
  readonly firstDifference?: { readonly check: string; readonly detail: string };
}

/** Computes everything that can be computed in two ways from the rows, both ways. */
export async function verifyLedger(tx: Tx): Promise<Verification> {
  const rows = await tx.query<{ transfers: bigint; name: string; difference: string | null }>(SQL);
  const first = rows.find((row) => row.difference !== null);
  return {
    ok: first === undefined,
    transfers: rows[0]?.transfers ?? 0n,
    checked: rows.map((row) => row.name),
    ...(first?.difference ? { firstDifference: { check: first.name, detail: first.difference } } : {}),
  };
}
