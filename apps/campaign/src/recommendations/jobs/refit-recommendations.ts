import type { Database, Tx } from '@perennial/persistence';

import { dayOf } from '../domain/day.js';
import { modelRows } from '../domain/model-rows.js';
import { refitReason } from '../domain/refit-rule.js';
import { countOrders } from '../queries/count-orders.js';
import { dropModelsBefore } from '../queries/drop-models-before.js';
import { findModel } from '../queries/find-model.js';
import { insertModel } from '../queries/insert-model.js';
import { insertNames } from '../queries/insert-names.js';
import { insertProducts } from '../queries/insert-products.js';
import { readPurchases } from '../queries/read-purchases.js';
import type { Fit } from './fit-in-worker.js';

export interface RefitOptions {
  /** The service's clock. */
  readonly now: Date;
  readonly fit: Fit;
  /** Ends a running fit. */
  readonly stop: AbortSignal;
  /** Asked before each long piece of work: false ends it. */
  readonly prolong: () => Promise<boolean>;
}

export interface RefitOutcome {
  readonly version: number;
  readonly reason: string;
  readonly orders: number;
  readonly products: number;
}

const ROWS_PER_INSERT = 1_000;

/**
 * Makes a new model of all orders if there is a reason to, and replaces the one before in one transaction. Harmless when repeated and
 * when two do it at once: the second finds no reason, or fails on its version.
 *
 * Memory grows with the lines of all orders (some 40 bytes each while it is fitted) and with the products (some kilobytes each).
 *
 * @returns undefined when there was no reason, or `prolong` said so
 */
export async function refitRecommendations(
  db: Database,
  { now, fit, stop, prolong }: RefitOptions,
): Promise<RefitOutcome | undefined> {
  const today = dayOf(now.getTime());
  const orders = await countOrders(db);
  const reason = refitReason(orders, today, await findModel(db));
  if (reason === undefined) return undefined;

  const read = await db.transaction((tx) => readPurchases(tx, stop));
  if (!(await prolong())) return undefined;
  const model = await fit(read.purchases, today, stop);
  if (!(await prolong())) return undefined;
  const { products, names } = modelRows(model, read);
  const version = await db.transaction(async (tx) => {
    const made = await insertModel(tx, {
      ...{ fittedAt: now, reason, asOfDay: today, orders, settings: model.settings },
    });
    await insertAll(tx, made, products, insertProducts);
    await insertAll(tx, made, names, insertNames);
    await dropModelsBefore(tx, made - 1);
    return made;
  });
  return { version, reason, orders, products: read.products.length };
}

async function insertAll<Row>(
  tx: Tx,
  version: number,
  rows: Iterable<Row>,
  insert: (tx: Tx, version: number, rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  let batch: Row[] = [];
  for (const row of rows) {
    if (batch.push(row) < ROWS_PER_INSERT) continue;
    await insert(tx, version, batch);
    batch = [];
  }
  if (batch.length > 0) await insert(tx, version, batch);
}
