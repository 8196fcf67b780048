import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

/** Points that the ledger gave to one side of a referral. */
export interface ReferralAward {
  readonly customerId: string;
  readonly rewardId: string;
  readonly side: 'referrer' | 'referee';
  /** The friend's purchase, the same for both sides. */
  readonly causeSource: string;
  readonly causeId: string;
  readonly at: number;
}

const AWARDS = /* sql */ `
  insert into referral_award (customer_id, reward_id, bucket, side, cause_source, cause_id, at)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
      on conflict do nothing`;

/** @param awards of persons locked by `tx` */
export async function saveAwards(tx: Tx, awards: readonly ReferralAward[]): Promise<void> {
  if (awards.length === 0) return;
  await tx.query(
    AWARDS,
    [
      textColumn(awards, ({ customerId }) => customerId),
      textColumn(awards, ({ rewardId }) => rewardId),
      plainColumn(awards, ({ customerId }) => bucketOf(customerId)),
      textColumn(awards, ({ side }) => side),
      textColumn(awards, ({ causeSource }) => causeSource),
      textColumn(awards, ({ causeId }) => causeId),
      instantColumn(awards, ({ at }) => at),
    ],
    'campaign.save-referral-awards',
  );
}

const REVERSALS = /* sql */ `
  insert into referral_reversal (customer_id, bucket, at)
  select * from unnest($1::text[], $2::int2[], $3::timestamptz[])
      on conflict do nothing`;

/** @param friends persons, locked by `tx`, whose points for having been brought were taken back; each once */
export async function saveReversals(tx: Tx, friends: ReadonlyMap<string, { readonly at: number }>): Promise<void> {
  if (friends.size === 0) return;
  const rows = [...friends];
  await tx.query(
    REVERSALS,
    [
      textColumn(rows, ([friend]) => friend),
      plainColumn(rows, ([friend]) => bucketOf(friend)),
      instantColumn(rows, ([, { at }]) => at),
    ],
    'campaign.save-referral-reversals',
  );
}
