import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Side } from './save-awards.js';

/** Points that the ledger took back from one side of a referral. */
export interface ReferralClawback {
  readonly customerId: string;
  readonly transferId: string;
  readonly side: Side;
  readonly thing: string;
  readonly points: number;
  readonly sequence: number;
  readonly at: number;
}

const CLAWBACKS = /* sql */ `
  insert into referral_clawback (customer_id, transfer_id, bucket, side, thing, points, sequence, at)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::timestamptz[])
      on conflict do nothing`;

/** @param clawbacks of persons locked by `tx` */
export async function saveClawbacks(tx: Tx, clawbacks: readonly ReferralClawback[]): Promise<void> {
  if (clawbacks.length === 0) return;
  await tx.query(
    CLAWBACKS,
    [
      textColumn(clawbacks, ({ customerId }) => customerId),
      textColumn(clawbacks, ({ transferId }) => transferId),
      plainColumn(clawbacks, ({ customerId }) => bucketOf(customerId)),
      textColumn(clawbacks, ({ side }) => side),
      textColumn(clawbacks, ({ thing }) => thing),
      plainColumn(clawbacks, ({ points }) => points),
      plainColumn(clawbacks, ({ sequence }) => sequence),
      instantColumn(clawbacks, ({ at }) => at),
    ],
    'campaign.save-referral-clawbacks',
  );
}

const REVERSALS = /* sql */ `
  insert into referral_reversal (customer_id, bucket, at)
  select * from unnest($1::text[], $2::int2[], $3::timestamptz[])
      on conflict do nothing`;

/**
 * Keeps that something was taken back of which a ledger of an earlier build did not say what: it counts for all awards of the friend of which
 * it did not say that either.
 *
 * @param friends persons, locked by `tx`; each once
 */
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
