import type { Tx } from '@perennial/persistence';

/**
 * Each check gives the first place where it fails. All of them are one statement, hence of one moment: transfers booked
 * meanwhile are in all of the sums or in none.
 */
const SQL = /* sql */ `
  with leg as (
    select account, number, bucket, debit as part, -points as points from transfer
     union all
    select account, number, bucket, credit, points from transfer
  ), by_part as (
    select account,
           coalesce(sum(points) filter (where part = 'available'), 0) as available,
           coalesce(sum(points) filter (where part = 'pending'), 0) as pending,
           coalesce(sum(points) filter (where part = 'reserved'), 0) as reserved,
           -coalesce(sum(points) filter (where part = 'debt'), 0) as debt
      from leg group by account
  ), by_account as (
    select account, count(*) as transfers, max(number) as last_number,
           count(member_sequence) filter (where kind = 'accrual') as rewards,
           count(distinct member_sequence) filter (where kind = 'accrual') as reward_numbers,
           coalesce(max(member_sequence) filter (where kind = 'accrual'), 0) as last_reward,
           count(member_sequence) filter (where kind <> 'accrual') as moves,
           count(distinct member_sequence) filter (where kind <> 'accrual') as move_numbers,
           coalesce(max(member_sequence) filter (where kind <> 'accrual'), 0) as last_move
      from transfer group by account
  ), by_lot as (
    select account,
           coalesce(sum(points) filter (where not pending), 0) as available,
           coalesce(sum(points) filter (where pending), 0) as pending
      from lot group by account
  ), system_side as (
    select part as ledger_account, sum(points) as points
      from leg where part not in ('available', 'pending', 'reserved', 'debt') group by 1
  ), system_booked as (
    select ledger_account, sum(points) as points from system_posting group by 1
  )
  select (select count(*) from transfer) as transfers, checks.id, checks.name, checks.difference
    from (values
      (1, 'I1', 'transfers are above 0 and between two accounts', (
        select format('transfer %s of account %s moves %s points from %s to %s', number, account, points, debit, credit)
          from transfer where points <= 0 or debit = credit order by account, number limit 1)),
      (2, 'I2', 'postings sum to 0', (
        select format('all postings of unit %s sum to %s', unit, sum(points))
          from posting group by unit having sum(points) <> 0 limit 1)),
      (3, 'I4', 'balance = transfers', (
        select format('account %s has %s available, %s pending, %s reserved, %s owed; its transfers sum to %s, %s, %s, %s',
                      account, balance.available, balance.pending, balance.reserved, balance.debt,
                      by_part.available, by_part.pending, by_part.reserved, by_part.debt)
          from balance full join by_part using (account)
         where (coalesce(balance.available, -1), coalesce(balance.pending, -1), coalesce(balance.reserved, -1), coalesce(balance.debt, -1))
               is distinct from
               (coalesce(by_part.available, 0), coalesce(by_part.pending, 0), coalesce(by_part.reserved, 0), coalesce(by_part.debt, 0))
         order by account limit 1)),
      (4, 'I4', 'balance = earned - redeemed - expired - clawed back + adjusted + transferred + reinstated', (
        select format('account %s has %s points in all; its sums come to %s', account, available + pending + reserved - debt,
                      earned - redeemed - expired - clawed_back + adjusted + transferred + reinstated)
          from balance
         where available + pending + reserved - debt
               <> earned - redeemed - expired - clawed_back + adjusted + transferred + reinstated
         order by account limit 1)),
      (5, 'I6', 'lots = balance', (
        select format('account %s has %s available and %s pending, its lots hold %s and %s', account, balance.available,
                      balance.pending, coalesce(by_lot.available, 0), coalesce(by_lot.pending, 0))
          from balance full join by_lot using (account)
         where (coalesce(balance.available, -1), coalesce(balance.pending, -1))
               is distinct from (coalesce(by_lot.available, 0)::int8, coalesce(by_lot.pending, 0)::int8)
         order by account limit 1)),
      (6, 'I5', 'debt only with nothing available', (
        select format('account %s owes %s points and has %s', account, debt, available)
          from balance where debt > 0 and available > 0 order by account limit 1)),
      (7, 'I12', 'transfers are numbered without gaps', (
        select format('account %s has %s transfers, the last is number %s, counted are %s',
                      account, by_account.transfers, by_account.last_number, balance.transfers)
          from balance full join by_account using (account)
         where coalesce(balance.transfers, -1) <> coalesce(by_account.transfers, 0)
            or coalesce(by_account.last_number, 0) <> coalesce(by_account.transfers, 0) order by account limit 1)),
      (8, 'I9', 'messages are numbered without repeats, up to what was counted', (
        select format('account %s: %s rewards up to number %s, counted %s; %s movements up to number %s, counted %s',
                      account, rewards, last_reward, reward_sequence, moves, last_move, points_sequence)
          from balance join by_account using (account)
         where rewards <> reward_numbers or last_reward > reward_sequence
            or moves <> move_numbers or last_move > points_sequence
         order by account limit 1)),
      (9, 'I4', 'the programme''s accounts = transfers', (
        select format('account %s was booked %s, its transfers sum to %s', ledger_account, system_booked.points, system_side.points)
          from system_side full join system_booked using (ledger_account)
         where coalesce(system_side.points, 0) <> coalesce(system_booked.points, 0) order by ledger_account limit 1)),
      (10, 'I12', 'buckets agree', (
        select format('account %s is in bucket %s, transfer %s in %s', account, balance.bucket, number, leg.bucket)
          from leg join balance using (account) where leg.bucket <> balance.bucket order by account, number limit 1)),
      -- Not of events: one that is dated up to 24 hours ahead is booked when it comes.
      (11, 'I12', 'no decision is booked before it was made', (
        select format('decision %s of account %s was made at %s and booked at %s', id, account, at, booked_at)
          from fact where type like 'ledger.decision.%' and booked_at < at order by account, at, id limit 1))
    ) as checks (number, id, name, difference)
   order by checks.number`;

export interface Verification {
  readonly ok: boolean;
  /** How many transfers were checked. */
  readonly transfers: bigint;
  /** What was checked. */
  readonly checked: readonly string[];
  readonly firstDifference?: { readonly check: string; readonly detail: string };
}

/** One of the checks. */
export interface BookCheck {
  /** The invariant it is part of, as docs/reliability.md numbers them. */
  readonly id: string;
  readonly name: string;
  /** The first place where it fails. */
  readonly difference: string | null;
}

/** Computes everything that can be computed in two ways from the rows, both ways. */
export async function checkBooks(
  tx: Tx,
): Promise<{ readonly transfers: bigint; readonly checks: readonly BookCheck[] }> {
  const rows = await tx.query<BookCheck & { transfers: bigint }>(SQL);
  return { transfers: rows[0]?.transfers ?? 0n, checks: rows };
}

export async function verifyLedger(tx: Tx): Promise<Verification> {
  const { transfers, checks } = await checkBooks(tx);
  const first = checks.find(({ difference }) => difference !== null);
  return {
    ok: first === undefined,
    transfers,
    checked: checks.map(({ name }) => name),
    ...(first?.difference ? { firstDifference: { check: first.name, detail: first.difference } } : {}),
  };
}
