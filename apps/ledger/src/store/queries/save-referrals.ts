import type { Tx } from '@perennial/persistence';

import type { JudgedReferral } from '../../domain/referral-graph.js';

const SQL = /* sql */ `
  insert into referral (referee, at, source, id, bucket, referral_id, referrer, bought_before, verdict,
                        qualified_at, qualified_source, qualified_id)
  select saved.referee, saved.at, saved.source, saved.id, balance.bucket, saved.referral_id, saved.referrer,
         saved.bought_before, saved.verdict, saved.qualified_at, saved.qualified_source, saved.qualified_id
    from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::boolean[], $8::text[],
                $9::timestamptz[], $10::text[], $11::text[])
      as saved (referee, at, source, id, referral_id, referrer, bought_before, verdict,
                qualified_at, qualified_source, qualified_id)
    join balance on balance.account = saved.referee
  on conflict (referee, at, source, id) do update
     set bought_before = excluded.bought_before, verdict = excluded.verdict, qualified_at = excluded.qualified_at,
         qualified_source = excluded.qualified_source, qualified_id = excluded.qualified_id`;

/** Inserts new referrals and updates the verdicts of known ones. */
export async function saveReferrals(tx: Tx, referrals: readonly JudgedReferral[]): Promise<void> {
  if (referrals.length === 0) return;
  const instant = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  await tx.query(
    SQL,
    [
      referrals.map(({ referee }) => referee),
      referrals.map(({ at }) => instant(at)),
      referrals.map(({ source }) => source),
      referrals.map(({ id }) => id),
      referrals.map(({ referralId }) => referralId),
      referrals.map(({ referrer }) => referrer),
      referrals.map(({ boughtBefore }) => boughtBefore),
      referrals.map(({ verdict }) => verdict),
      referrals.map(({ qualifiedBy }) => instant(qualifiedBy?.at)),
      referrals.map(({ qualifiedBy }) => qualifiedBy?.source ?? null),
      referrals.map(({ qualifiedBy }) => qualifiedBy?.id ?? null),
    ],
    'ledger-save-referrals',
  );
}
