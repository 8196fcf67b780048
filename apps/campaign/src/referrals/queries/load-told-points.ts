import { textColumn, type Tx } from '@perennial/persistence';

import type { ToldPoints } from '../domain/taken-back.js';
import type { Side, SideOfReferral } from './save-awards.js';

const SQL = /* sql */ `
  with asked as (select distinct thing, side from unnest($1::text[], $2::text[]) as n (thing, side))
  select true as is_award, thing, side, customer_id, reward_id as id, sequence, points, at
    from referral_award
    join asked using (thing, side)
   where points is not null
   union all
  select false, thing, side, customer_id, transfer_id, sequence, points, at
    from referral_clawback
    join asked using (thing, side)`;

interface Row extends ToldPoints {
  readonly is_award: boolean;
  readonly thing: string;
  readonly side: Side;
  readonly customer_id: string;
  readonly at: Date;
}

type GivenAward = ToldPoints & { readonly customerId: string };
type Clawback = ToldPoints & { readonly at: number };

/** What the ledger gave to one side of a referral, and what it took back. */
interface ToldOfSide {
  readonly awards: readonly GivenAward[];
  readonly clawbacks: readonly Clawback[];
}

/**
 * All that was told, of whomever: records of one person may not be known as such yet; not awards of which nobody knows how many points they
 * were. Sides of which nothing was told are not there.
 */
export async function loadToldPoints(tx: Tx, sides: readonly SideOfReferral[]): Promise<ToldOfSide[]> {
  if (sides.length === 0) return [];
  const rows = await tx.query<Row>(
    SQL,
    [textColumn(sides, ({ thing }) => thing), textColumn(sides, ({ side }) => side)],
    'campaign.load-told-points',
  );
  const told = new Map<string, { readonly awards: GivenAward[]; readonly clawbacks: Clawback[] }>();
  for (const { is_award: isAward, thing, side, customer_id: customerId, id, sequence, points, at } of rows) {
    const key = `${side} ${thing}`;
    const ofSide = told.get(key) ?? { awards: [], clawbacks: [] };
    told.set(key, ofSide);
    if (isAward) ofSide.awards.push({ id, sequence, points, customerId });
    else ofSide.clawbacks.push({ id, sequence, points, at: at.getTime() });
  }
  return [...told.values()];
}
