import type { Tx } from '@perennial/persistence';
import { DateTime } from 'luxon';

import type { PurchaseChanges } from '../domain/purchase-changes.js';
import { addOrderSums } from './queries/add-order-sums.js';
import { addPurchases } from './queries/add-purchases.js';
import { countPurchases } from './queries/count-purchases.js';
import { findFirstPurchasesAgain, noteFirstPurchases } from './queries/note-first-purchases.js';

/**
 * Counts the purchases of persons, who are locked by `tx`, and keeps which were their first.
 *
 * @returns by person with new purchases: how many counted before
 */
export async function countNewPurchases(
  tx: Tx,
  { purchases, counts, earliest, reduced, sums }: PurchaseChanges,
  { timeZone, ...chunk }: { readonly topic: string; readonly partition: number; readonly timeZone: string },
): Promise<Map<string, number>> {
  await addOrderSums(tx, chunk, sums);
  const persons = [...new Set([...purchases.keys(), ...counts.keys()])];
  const counted = persons.length === 0 ? new Map<string, number>() : await countPurchases(tx, persons);
  if (persons.length > 0) await addPurchases(tx, counts, counted);
  const dayOf = (at: number): string => DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM-dd');
  await noteFirstPurchases(tx, new Map([...earliest].map(([person, at]) => [person, dayOf(at)])));
  await findFirstPurchasesAgain(tx, reduced, timeZone);
  return new Map(
    [...purchases].map(([person, bought]) => [
      person,
      (counted.get(person) ?? 0) + (counts.get(person) ?? 0) - bought.length,
    ]),
  );
}
