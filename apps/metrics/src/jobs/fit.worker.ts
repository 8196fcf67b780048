import { parentPort, workerData } from 'node:worker_threads';

import { Database } from '@perennial/persistence';

import { fitCurrencies } from './fit-currencies.js';

/** What the thread is given. */
export interface FitOrder {
  readonly databaseUrl: string;
  readonly currencies: readonly string[];
  /** Days since 1970-01-01. */
  readonly today: number;
}

const { databaseUrl, currencies, today } = workerData as FitOrder;
const db = await Database.connect({ url: databaseUrl, applicationName: 'perennial-metrics-fit', poolSize: 1 });
try {
  parentPort?.postMessage(await fitCurrencies(db, currencies, today));
} finally {
  await db.close();
}
