import { instantColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update referral_award a
     set taken_back_at = n.at
    from unnest($1::text[], $2::text[], $3::timestamptz[]) as n (customer_id, reward_id, at)
   where a.customer_id = n.customer_id and a.reward_id = n.reward_id and a.taken_back_at is distinct from n.at`;

export interface JudgedAward {
  readonly customerId: string;
  readonly rewardId: string;
  /** Milliseconds since 1970; undefined: it stands. */
  readonly takenBackAt: number | undefined;
}

export async function markTakenBack(tx: Tx, awards: readonly JudgedAward[]): Promise<void> {
  if (awards.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(awards, ({ customerId }) => customerId),
      textColumn(awards, ({ rewardId }) => rewardId),
      instantColumn(awards, ({ takenBackAt }) => takenBackAt),
    ],
    'campaign.mark-referral-awards-taken-back',
  );
}
