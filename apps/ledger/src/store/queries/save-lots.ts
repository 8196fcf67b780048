import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Lot } from '../../domain/lot.js';
import { heldLots } from '../../domain/member-state.js';
import type { Member } from '../../domain/posting/transfer.js';

// A lot that a step took the last points of is written with 0 points, because it is still in the state that it changed.
const SQL = /* sql */ `
  insert into lot (account, rule, thing, bucket, points, pending, held, expired, earned_at,
                   earned_source, earned_id, available_at, expires_at)
  select account, rule, thing, bucket, points, pending, held, expired, earned_at, earned_source, earned_id, available_at, expires_at
    from unnest($1::uuid[], $2::text[], $3::text[], $4::int2[], $5::int8[], $6::boolean[], $7::boolean[], $8::int8[],
                $9::timestamptz[], $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[])
      as saved (account, rule, thing, bucket, points, pending, held, expired, earned_at, earned_source, earned_id, available_at,
                expires_at)
  on conflict (account, rule, thing) do update
     set points = excluded.points, pending = excluded.pending, held = excluded.held, expired = excluded.expired,
         earned_at = excluded.earned_at, earned_source = excluded.earned_source, earned_id = excluded.earned_id,
         available_at = excluded.available_at, expires_at = excluded.expires_at
   where (lot.points, lot.pending, lot.held, lot.expired, lot.earned_at, lot.available_at, lot.expires_at)
         is distinct from (excluded.points, excluded.pending, excluded.held, excluded.expired, excluded.earned_at,
                           excluded.available_at, excluded.expires_at)`;

const CLEAR = /* sql */ `delete from lot where account = any($1::uuid[])`;

/**
 * Writes the members' lots, as far as they are others than those that were loaded: there may be thousands of a member.
 *
 * @param loaded   the members as they were locked
 * @param refolded accounts of which every lot there is is in the state
 */
export async function saveLots(
  tx: Tx,
  members: readonly Member[],
  { loaded, refolded }: { readonly loaded: ReadonlyMap<string, Member>; readonly refolded: ReadonlySet<string> },
): Promise<void> {
  const again = members.map(({ account }) => account).filter((account) => refolded.has(account));
  if (again.length > 0) await tx.query(CLEAR, [again], 'ledger-clear-lots');
  const holders = new Map(members.map(({ account, state }) => [account, state]));
  const lots = members.flatMap(({ account, customerId, state }) => {
    const held = heldLots(account, state, holders);
    const before = refolded.has(account) ? undefined : loaded.get(account)?.state;
    // Whether a lot is held says the reservation, not the lot.
    const stays = before && held.size === 0 && before.reservations.size === 0 && before.lent.size === 0;
    const bucket = bucketOf(customerId);
    const changed: { account: string; bucket: number; lot: Lot; held: boolean }[] = [];
    const known = before?.lots.atHand();
    for (const [key, lot] of state.lots.atHand()) {
      if (!stays || known?.get(key) !== lot) changed.push({ account, bucket, lot, held: held.has(key) });
    }
    return changed;
  });
  if (lots.length === 0) return;
  await tx.query(
    SQL,
    [
      plainColumn(lots, ({ account }) => account),
      textColumn(lots, ({ lot }) => lot.rule),
      textColumn(lots, ({ lot }) => lot.thing),
      plainColumn(lots, ({ bucket }) => bucket),
      plainColumn(lots, ({ lot }) => lot.points),
      plainColumn(lots, ({ lot }) => lot.pending),
      plainColumn(lots, ({ held }) => held),
      plainColumn(lots, ({ lot }) => lot.expired),
      instantColumn(lots, ({ lot }) => lot.earned.at),
      textColumn(lots, ({ lot }) => lot.earned.source),
      textColumn(lots, ({ lot }) => lot.earned.id),
      instantColumn(lots, ({ lot }) => lot.availableAt),
      instantColumn(lots, ({ lot }) => lot.expiresAt),
    ],
    'ledger-save-lots',
  );
}
