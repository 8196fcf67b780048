import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

export type Side = 'referrer' | 'referee';

/** One side of one referral. */
export interface SideOfReferral {
  readonly thing: string;
  readonly side: Side;
}

/** Points that the ledger gave to one side of a referral. */
export interface ReferralAward {
  readonly customerId: string;
  readonly rewardId: string;
  readonly side: Side;
  /** The friend's purchase, or what made it count later, the same for both sides. */
  readonly causeSource: string;
  readonly causeId: string;
  readonly at: number;
  /** The referral, the same for both sides; undefined: the ledger did not say. */
  readonly thing: string | undefined;
  readonly points: number;
  /** The number of the message among those of its customer. */
  readonly sequence: number;
}

const AWARDS = /* sql */ `
  insert into referral_award (customer_id, reward_id, bucket, side, cause_source, cause_id, at, thing, points, sequence)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
                       $8::text[], $9::int8[], $10::int8[])
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
      textColumn(awards, ({ thing }) => thing),
      plainColumn(awards, ({ points }) => points),
      plainColumn(awards, ({ sequence }) => sequence),
    ],
    'campaign.save-referral-awards',
  );
}
