import type { Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { DateTime } from 'luxon';

import type { PurchaseChanges } from '../domain/purchase-changes.js';
import { addOrderSums } from './queries/add-order-sums.js';
import { addPurchases } from './queries/add-purchases.js';
import { countPurchases } from './queries/count-purchases.js';
import { noteKnown } from './queries/note-known.js';
import { findFirstPurchasesAgain, noteFirstPurchases } from './queries/note-first-purchases.js';

export interface CountedChunk {
  readonly topic: string;
  readonly partition: number;
  /** The programme's. */
  readonly timeZone: string;
  readonly now: Date;
  readonly maxReactionAgeMs: number;
}

/**
 * Counts the purchases of persons, who are locked by `tx`, and keeps which were their first.
 *
 * @returns by person with new purchases: how many counted before
 */
export async function countNewPurchases(
  tx: Tx,
  { purchases, counts, earliest, reduced, sums }: PurchaseChanges,
  { topic, partition, timeZone, now, maxReactionAgeMs }: CountedChunk,
): Promise<Map<string, number>> {
  await addOrderSums(tx, { topic, partition }, sums);
  const persons = [...new Set([...purchases.keys(), ...counts.keys()])];
  const counted = persons.length === 0 ? new Map<string, number>() : await countPurchases(tx, persons);
  if (persons.length > 0) await addPurchases(tx, counts, counted);
  const dayOf = (at: number): string => DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM-dd');
  await noteFirstPurchases(tx, new Map([...earliest].map(([person, at]) => [person, dayOf(at)])));
  await findFirstPurchasesAgain(tx, reduced, timeZone);
  const isFresh = ({ at }: Envelope): boolean => now.getTime() - at < maxReactionAgeMs;
  const fresh = [...purchases].filter(([, bought]) => bought.some(isFresh)).map(([person]) => person);
  await noteKnown(tx, [...purchases.keys()], fresh, now);
  return new Map(
    [...purchases].map(([person, bought]) => [
      person,
      (counted.get(person) ?? 0) + (counts.get(person) ?? 0) - bought.length,
    ]),
  );
}
