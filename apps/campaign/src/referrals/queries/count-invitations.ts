import type { Tx } from '@perennial/persistence';

import type { Period } from '../../routes/period-query.js';
import type { InvitationCounts } from '../domain/word-of-mouth.js';
import { INVITATIONS, INVITED_IN_PERIOD } from './invitations.js';

const SQL = /* sql */ `
  with invitation as (${INVITATIONS})
  select count(*) as invitations, count(distinct advocate_id) as advocates,
         count(*) filter (where exists (select from customer c where c.customer_id = friend_id)
                             or exists (select from customer_feature f
                                         where f.customer_id = friend_id and f.kind = 'profile')) as joined,
         count(qualified_at) as qualified, count(reversed_at) as reversed,
         count(*) filter (where over <= $4) as observed,
         count(*) filter (where over <= $4 and qualified_at < over and reversed_at is null) as converted
    from (select *, invited_at + $3::int4 * interval '24 hours' as over from invitation where ${INVITED_IN_PERIOD}) i`;

type Row = Readonly<Record<keyof InvitationCounts, bigint>>;

/**
 * What became of the invitations of a period.
 *
 * @param windowDays of 24 hours, in which a friend may buy
 * @param now windows that are over by then are observed
 */
export async function countInvitations(
  tx: Tx,
  { from, until }: Period,
  { windowDays, now }: { readonly windowDays: number; readonly now: Date },
): Promise<InvitationCounts> {
  const parameters = [from ?? null, until ?? null, windowDays, now];
  const [row] = await tx.query<Row>(SQL, parameters, 'campaign.count-invitations');
  return {
    invitations: Number(row?.invitations ?? 0),
    advocates: Number(row?.advocates ?? 0),
    joined: Number(row?.joined ?? 0),
    qualified: Number(row?.qualified ?? 0),
    reversed: Number(row?.reversed ?? 0),
    observed: Number(row?.observed ?? 0),
    converted: Number(row?.converted ?? 0),
  };
}
