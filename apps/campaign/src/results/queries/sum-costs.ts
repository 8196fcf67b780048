import type { Tx } from '@perennial/persistence';

import type { Cost } from '../domain/measure-campaign.js';
import { ASSIGNED, assignedColumns, type Asked } from './assigned.js';

// Of a multiplier, which is worth the most that it may give, what it gave.
const COST = /* sql */ `case when points_told is null then worth_minor
                       else ceil(worth_minor::numeric * greatest(points_told, 0) / (value->>'pointsMax')::int8) end`;

const SQL = /* sql */ `
  select o.worth_currency as currency, count(*) as offers, count(*) filter (where o.state = 'redeemed') as redeemed,
         coalesce(sum(o.cost_minor) filter (where o.state = 'redeemed'), 0)::int8 as redeemed_minor,
         coalesce(sum(o.worth_minor) filter (where o.state = 'open'), 0)::int8 as open_minor
    from (${ASSIGNED}) assigned
    join customer_record record using (person_id)
    join lateral (
           select offer.*, ${COST} as cost_minor,
                  case when ended is not null and ended_at <= $5 then ended
                                when valid_to <= $5 then 'expired' else 'open' end as state
             from decision d
             join offer on offer.customer_id = d.customer_id and offer.offer_id = d.decision_id
            where d.customer_id = record.customer_id and d.campaign_id = $1 and d.outcome = 'offered'
              and d.cause_at >= assigned.assigned_at and d.cause_at < assigned.ends_at
         ) o on true
   where assigned.arm = 'treatment' and assigned.ends_at <= $5
   group by 1
   order by 1`;

interface Row {
  readonly currency: string | null;
  readonly offers: bigint;
  readonly redeemed: bigint;
  readonly redeemed_minor: bigint;
  readonly open_minor: bigint;
}

export interface OffersMade {
  readonly offers: number;
  readonly redemptions: number;
  /** Offers whose worth nobody knows: no cost has them. */
  readonly ofUnknownWorth: number;
  readonly costs: readonly Cost[];
}

/** The offers that the treated whose window is over were made within it, whenever they begin, as they stood at `asOf`. */
export async function sumCosts(tx: Tx, asked: Asked): Promise<OffersMade> {
  const rows = await tx.query<Row>(SQL, assignedColumns(asked), 'campaign.sum-costs');
  const total = (of: (row: Row) => bigint): number => rows.reduce((sum, row) => sum + Number(of(row)), 0);
  return {
    offers: total(({ offers }) => offers),
    redemptions: total(({ redeemed }) => redeemed),
    ofUnknownWorth: total(({ currency, offers }) => (currency === null ? offers : 0n)),
    costs: rows.flatMap(({ currency, redeemed_minor, open_minor }) =>
      currency === null ? [] : [{ currency, redeemedMinor: Number(redeemed_minor), openMinor: Number(open_minor) }],
    ),
  };
}
