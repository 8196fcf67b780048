import type { Tx } from '@perennial/persistence';

import { isGrant } from '../../domain/fact.js';
import { walletParts, type Posted } from '../../domain/posting/transfer.js';
import type { MovementKind } from '../../domain/world.js';

// What passed between the wallet and the programme; what only moved within the wallet follows from it.
const SQL = /* sql */ `
  select account, rule, thing, partner_id,
         sum(case when credit = any($2::text[]) then points else -points end)::int8 as points, max(occurred_at) as last_at
    from transfer
   where account = any($1::uuid[])
     and (debit = any($2::text[])) <> (credit = any($2::text[]))
   group by account, rule, thing, partner_id
   order by min(number)`;

interface Row {
  readonly account: string;
  readonly rule: string;
  readonly thing: string;
  readonly partner_id: string | null;
  readonly points: bigint;
  readonly last_at: Date;
}

/** Names of movements that no earn rule causes are reserved: no rule of a programme has one. */
const OWN: ReadonlySet<string> = new Set([
  'adjustment',
  'erasure',
  'expiry',
  'expiry-reversal',
  'merge',
  'redemption',
  'reinstatement',
  'transfer',
]);

/** What was posted so far, by account, one entry per rule, thing and partner, in the order of their first transfers. */
export async function loadPosted(tx: Tx, accounts: readonly string[]): Promise<Map<string, Posted[]>> {
  const posted = new Map<string, Posted[]>(accounts.map((account) => [account, []]));
  if (accounts.length === 0) return posted;
  for (const { account, rule, thing, points, last_at, partner_id } of await tx.query<Row>(
    SQL,
    [accounts, [...walletParts]],
    'ledger-load-posted',
  )) {
    const kind = (OWN.has(rule) && !isGrant(thing) ? rule : 'award') as MovementKind;
    const partner = partner_id === null ? {} : { partnerId: partner_id };
    posted.get(account)?.push({ rule, thing, kind, points, lastAt: last_at.getTime(), ...partner });
  }
  return posted;
}
