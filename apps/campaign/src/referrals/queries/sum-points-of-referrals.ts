import { textColumn, type Tx } from '@perennial/persistence';

import type { Side } from './save-awards.js';

const SQL = /* sql */ `
  select referral_id, side, greatest(sum(points), 0)::int8 as points
    from unnest($1::text[]) as n (referral_id)
    join (select thing, side, points from referral_award where points is not null
           union all
          select thing, side, -points from referral_clawback) told on told.thing = 'referral:' || referral_id
   group by 1, 2`;

/**
 * Points that each side has of a referral, those that were given and not taken back, by referral id. Of a side there is nothing where nothing was
 * told, or an earlier build of the ledger did not say what its points were for, or how many.
 */
export async function sumPointsOfReferrals(
  tx: Tx,
  referralIds: readonly string[],
): Promise<Map<string, Partial<Record<Side, number>>>> {
  if (referralIds.length === 0) return new Map();
  const wanted = textColumn(referralIds, (referralId) => referralId);
  const rows = await tx.query<{ referral_id: string; side: Side; points: bigint }>(
    SQL,
    [wanted],
    'campaign.sum-points-of-referrals',
  );
  const sums = new Map<string, Partial<Record<Side, number>>>();
  for (const { referral_id: id, side, points } of rows) sums.set(id, { ...sums.get(id), [side]: Number(points) });
  return sums;
}
