import type { Tx } from '@perennial/persistence';

import type { NamedOffer } from '../../codes/offer-outcome-messages.js';
import { sharesOf, type KeptShares } from '../../store/budget-shares.js';
import type { MultiplierOver } from '../domain/settled-multiplier.js';

const SQL = /* sql */ `
  select offer_id, customer_id, campaign_id, programme_version, month, taken, valid_to, ended, settles_at, points_told,
         (value->>'pointsMax')::int8 as points_max
    from offer
   where settles_at <= $1
   order by settles_at, customer_id, offer_id
   limit $2
     for update skip locked`;

interface Row {
  readonly offer_id: string;
  readonly customer_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly month: string | null;
  readonly taken: KeptShares | null;
  readonly valid_to: Date;
  readonly ended: 'redeemed' | null;
  readonly settles_at: Date;
  readonly points_told: bigint;
  readonly points_max: bigint;
}

interface MultiplierToSettle extends MultiplierOver, NamedOffer {
  /** When it could be taken no more. */
  readonly endedAt: Date;
  readonly settlesAt: Date;
  /** Whether an order has taken it, also one that was sent back since. */
  readonly isTaken: boolean;
}

/** Multipliers to be settled at `asOf`, at most `limit` of them, the earliest first; locked until they are. */
export async function listMultipliersOver(tx: Tx, asOf: Date, limit: number): Promise<MultiplierToSettle[]> {
  const rows = await tx.query<Row>(SQL, [asOf, limit], 'campaign.list-multipliers-over');
  return rows.map((row) => ({
    offerId: row.offer_id,
    customerId: row.customer_id,
    campaignId: row.campaign_id,
    programmeVersion: row.programme_version,
    taken: row.month === null || row.taken === null ? [] : sharesOf(row.month, row.taken),
    pointsMax: Number(row.points_max),
    pointsTold: Number(row.points_told),
    endedAt: row.valid_to,
    settlesAt: row.settles_at,
    isTaken: row.ended === 'redeemed',
  }));
}
