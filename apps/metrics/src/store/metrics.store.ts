import type { RecordedOrders } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

import { dayChanges } from '../domain/day-change.js';
import type { PurchaseHistory } from '../domain/purchase-history.js';
import { addToDays } from './queries/add-to-days.js';
import { correctDays } from './queries/correct-days.js';
import { countCustomerDays } from './queries/count-customer-days.js';
import { dropFigures } from './queries/drop-figures.js';
import { forgetCursor } from './queries/forget-cursor.js';
import { listHistories } from './queries/list-histories.js';
import { moveDays, type ChangedDays } from './queries/move-days.js';
import { moveOffers } from './queries/move-offers.js';
import { moveProfiles } from './queries/move-profiles.js';
import { moveRows } from './queries/move-rows.js';
import { summariseDays } from './queries/summarise-days.js';

/** By person whose days changed: their histories; empty for those who have no day left. */
export type ChangedHistories = ReadonlyMap<string, readonly PurchaseHistory[]>;

/** Brings the days of the buyers up to what their orders are now. The persons are locked by `tx`. */
export async function recordDays(
  tx: Tx,
  { before, orders, customers }: Pick<RecordedOrders, 'before' | 'orders' | 'customers'>,
  timeZone: string,
): Promise<ChangedHistories> {
  const changes = dayChanges(before, orders, timeZone, customers.personOf);
  const corrections = changes.filter(({ known }) => known);
  const additions = changes.filter(({ known }) => !known);
  if (corrections.length > 0) await correctDays(tx, corrections);
  if (additions.length > 0) await addToDays(tx, additions);
  const pairs = new Map(changes.map((change) => [`${change.currency} ${change.customerId}`, change]));
  return summarise(tx, [...pairs.values()]);
}

export interface MovedFigures {
  readonly histories: ChangedHistories;
  /** Persons who are none any more and have had projections. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Gives everything that is kept of persons to those they have become. What is kept of a person in a further table has to move
 * here, too.
 *
 * @param moves by person who is none any more; all are locked by `tx`
 */
export async function moveFigures(tx: Tx, moves: ReadonlyMap<string, string>): Promise<MovedFigures> {
  if (moves.size === 0) return { histories: new Map(), gone: new Set() };
  const changed = await moveDays(tx, moves);
  await moveProfiles(tx, moves);
  await moveRows(tx, moves);
  await moveOffers(tx, moves);
  const gone = await dropFigures(tx, [...moves.keys()]);
  return { histories: await summarise(tx, changed), gone };
}

/**
 * Forgets everything that is kept of customers, whom `tx` has locked. What is kept in a further table has to go here, too.
 *
 * @returns those who have had projections
 */
export async function forgetFigures(tx: Tx, customerIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (customerIds.length === 0) return new Set();
  await forgetCursor(tx, customerIds);
  return dropFigures(tx, customerIds);
}

async function summarise(tx: Tx, changed: readonly ChangedDays[]): Promise<ChangedHistories> {
  if (changed.length === 0) return new Map();
  await summariseDays(tx, changed);
  const customerIds = [...new Set(changed.map(({ customerId }) => customerId))];
  await countCustomerDays(tx, customerIds);
  const histories = await listHistories(tx, customerIds);
  return new Map(customerIds.map((customerId) => [customerId, histories.get(customerId) ?? []]));
}
