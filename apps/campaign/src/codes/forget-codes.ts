import type { Forgotten } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';

import type { CodeVault } from './code-vault.js';
import { dropCoupons } from './queries/drop-coupons.js';
import { giveCouponsTo } from './queries/give-coupons-to.js';
import { lockSealedCodes } from './queries/lock-sealed-codes.js';
import { releaseHoldsOfCustomers } from './queries/reservations.js';

/**
 * Forgets the codes of customers: nobody can use them any more, and none is held for their orders. A record that was forgotten alone leaves them to the other one
 * of the same person, sealed anew.
 */
export async function forgetCodes(tx: Tx, forgotten: ReadonlyMap<string, Forgotten>, vault: CodeVault): Promise<void> {
  if (forgotten.size === 0) return;
  const heirs = new Map(
    [...forgotten].flatMap(([customerId, { heir }]) => (heir === undefined ? [] : [[customerId, heir] as const])),
  );
  // Of all of them: what an order that is using one writes of it at this moment is there for the statements after this one.
  const codes = await lockSealedCodes(tx, [...forgotten.keys()]);
  const given = codes.flatMap(({ couponId, customerId, sealed }) => {
    const heir = heirs.get(customerId);
    if (heir === undefined) return [];
    return [{ couponId, customerId: heir, sealed: sealed && vault.seal(vault.open(sealed, customerId), heir) }];
  });
  if (given.length > 0) await giveCouponsTo(tx, given);
  await dropCoupons(tx, [...forgotten.keys()]);
  await releaseHoldsOfCustomers(
    tx,
    [...forgotten.keys()].filter((customerId) => !heirs.has(customerId)),
  );
}
