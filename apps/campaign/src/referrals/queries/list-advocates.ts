import { COUNTED_ORDERS } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

import type { Period } from '../../routes/period-query.js';
import { BROUGHT, GENERATIONS_MAX, INVITATIONS, INVITED_IN_PERIOD } from './invitations.js';

/** What advocates are ranked by; of money, in one currency. */
export const RANKS = ['friends', 'revenue', 'tree'] as const;
export type Rank = (typeof RANKS)[number];

const SQL = /* sql */ `
  with recursive invitation as materialized (${INVITATIONS}
  ), brought as materialized (${BROUGHT}
  ), revenue as materialized (
    select brought.friend_id, counted.currency, sum(counted.net_minor) as minor
      from brought
      join customer_record record on record.person_id = brought.friend_id
      join (${COUNTED_ORDERS}) counted on counted.customer_id = record.customer_id
     where counted.placed_at >= brought.invited_at
     group by 1, 2
  ), walk as (
    select advocate_id, friend_id, 1 as generation
      from brought
     where ${INVITED_IN_PERIOD}
     union all
    select walk.advocate_id, next.friend_id, walk.generation + 1
      from walk
      join brought next on next.advocate_id = walk.friend_id
     where next.friend_id <> walk.advocate_id and walk.generation < $3
  ), tree as (
    select advocate_id, count(*) filter (where generation = 1) as friends, count(*) as in_tree, max(generation) as generations
      from walk
     group by 1
  ), money as (
    select advocate_id, currency, coalesce(sum(minor) filter (where generation = 1), 0)::int8 as direct,
           sum(minor)::int8 as in_tree
      from walk
      join revenue using (friend_id)
     group by 1, 2
  ), money_of_advocate as (
    select advocate_id, max(direct) filter (where currency = $5) as direct, max(in_tree) filter (where currency = $5) as in_tree,
           jsonb_agg(jsonb_build_object('currency', currency, 'friendsMinor', direct, 'treeMinor', in_tree)
                     order by currency) as revenue
      from money
     group by 1
  ), advocate as (
    select advocate_id, count(*) as invitations, count(reversed_at) as reversed
      from invitation
     where ${INVITED_IN_PERIOD}
     group by 1
  ), ranked as (
    select advocate_id, invitations, reversed, coalesce(friends, 0) as friends, coalesce(tree.in_tree, 0) as in_tree,
           coalesce(generations, 0) as generations, coalesce(revenue, '[]') as revenue,
           coalesce(case $4::text when 'friends' then friends when 'revenue' then direct else money_of_advocate.in_tree end, 0) as rank
      from advocate
      left join tree using (advocate_id)
      left join money_of_advocate using (advocate_id)
  )
  select *
    from ranked
   where $6::int8 is null or rank < $6 or rank = $6 and advocate_id > $7::text
   order by rank desc, advocate_id
   limit $8`;

interface Row {
  readonly advocate_id: string;
  readonly invitations: bigint;
  readonly reversed: bigint;
  readonly friends: bigint;
  readonly in_tree: bigint;
  readonly generations: number;
  readonly revenue: readonly AdvocateRevenue[];
  readonly rank: bigint;
}

/** What is left after returns of what was bought from the invitation on, in minor units. */
interface AdvocateRevenue {
  readonly currency: string;
  /** By the friends. */
  readonly friendsMinor: number;
  /** By them, and by everybody whom they brought in turn. */
  readonly treeMinor: number;
}

export interface Advocate {
  readonly customerId: string;
  /** Friends invited in the period. */
  readonly invitations: number;
  /** Those of them for whom the ledger took its points back. */
  readonly reversed: number;
  /** Those of them who were brought. */
  readonly friends: number;
  readonly inTree: number;
  readonly generations: number;
  readonly revenue: readonly AdvocateRevenue[];
  /** What the list is ordered by: friends, or minor units. */
  readonly rank: bigint;
}

interface WantedAdvocates {
  readonly by: Rank;
  /** Wanted for a rank in money. */
  readonly currency: string | undefined;
  /** The last one of the page before. */
  readonly after: Pick<Advocate, 'customerId' | 'rank'> | undefined;
  readonly limit: number;
}

/**
 * Who invited friends in a period, the highest rank first, ties by customer id. What their friends brought counts whenever it was.
 * Whoever is forgotten is in no tree: those they brought begin trees of their own.
 */
export async function listAdvocates(
  tx: Tx,
  { from, until }: Period,
  { by, currency, after, limit }: WantedAdvocates,
): Promise<Advocate[]> {
  const rows = await tx.query<Row>(
    SQL,
    [
      ...[from ?? null, until ?? null, GENERATIONS_MAX, by, currency ?? null],
      ...[after?.rank ?? null, after?.customerId ?? null, limit],
    ],
    'campaign.list-advocates',
  );
  return rows.map(({ advocate_id, invitations, reversed, friends, in_tree, generations, revenue, rank }) => ({
    ...{ customerId: advocate_id, invitations: Number(invitations), reversed: Number(reversed) },
    ...{ friends: Number(friends), inTree: Number(in_tree), generations, revenue, rank },
  }));
}
