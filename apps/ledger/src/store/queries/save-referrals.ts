import type { Tx } from '@perennial/persistence';

import type { JudgedReferral } from '../../domain/referral-graph.js';

const SQL = /* sql */ `
  insert into referral (referee, at, source, id, bucket, referral_id, referrer, bought_before, verdict, qualified, lost)
  select saved.referee, saved.at, saved.source, saved.id, balance.bucket, saved.referral_id, saved.referrer,
         saved.bought_before, saved.verdict, saved.qualified, saved.lost
    from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::boolean[], $8::text[],
                $9::jsonb[], $10::jsonb[])
      as saved (referee, at, source, id, referral_id, referrer, bought_before, verdict, qualified, lost)
    join balance on balance.account = saved.referee
  on conflict (referee, at, source, id) do update
     set bought_before = excluded.bought_before, verdict = excluded.verdict, qualified = excluded.qualified,
         lost = excluded.lost`;

/** Inserts new referrals and updates the verdicts of known ones. */
export async function saveReferrals(tx: Tx, referrals: readonly JudgedReferral[]): Promise<void> {
  if (referrals.length === 0) return;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await tx.query(
    SQL,
    [
      referrals.map(({ referee }) => referee),
      referrals.map(({ at }) => new Date(at).toISOString()),
      referrals.map(({ source }) => source),
      referrals.map(({ id }) => id),
      referrals.map(({ referralId }) => referralId),
      referrals.map(({ referrer }) => referrer),
      referrals.map(({ boughtBefore }) => boughtBefore),
      referrals.map(({ verdict }) => verdict),
      referrals.map(({ qualifiedBy }) => json(qualifiedBy)),
      referrals.map(({ lostAt }) => json(lostAt)),
    ],
    'ledger-save-referrals',
  );
}
