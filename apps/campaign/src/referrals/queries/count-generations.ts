import type { Tx } from '@perennial/persistence';

import type { Period } from '../../routes/period-query.js';
import { BROUGHT, GENERATIONS_MAX, INVITATIONS, INVITED_IN_PERIOD } from './invitations.js';

// From those whom nobody brought everybody is met once: nobody comes into a ring from outside.
const SQL = /* sql */ `
  with recursive invitation as (${INVITATIONS}
  ), brought as materialized (${BROUGHT}
  ), walk as (
    select friend_id, 1 as generation
      from brought
     where not exists (select from brought up where up.friend_id = brought.advocate_id)
     union all
    select next.friend_id, walk.generation + 1
      from walk
      join brought next on next.advocate_id = walk.friend_id
     where walk.generation < $3
  )
  select generation, count(*) as customers
    from brought
    left join walk using (friend_id)
   where ${INVITED_IN_PERIOD}
   group by 1
   order by 1`;

/** Customers who were brought by somebody, by how many stand above them. */
interface Generation {
  /** 1: brought by somebody whom nobody brought. Null: further down than is followed, or in a ring, or below one. */
  readonly generation: number | null;
  readonly customers: number;
}

/** Those invited in the period, in the order of the generations, null last. */
export async function countGenerations(tx: Tx, { from, until }: Period): Promise<Generation[]> {
  const rows = await tx.query<{ generation: number | null; customers: bigint }>(
    SQL,
    [from ?? null, until ?? null, GENERATIONS_MAX],
    'campaign.count-generations',
  );
  return rows.map(({ generation, customers }) => ({ generation, customers: Number(customers) }));
}
