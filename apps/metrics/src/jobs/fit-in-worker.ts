import { Worker } from 'node:worker_threads';

import type { FittedModel } from '../domain/fit-currency.js';
import type { FitOrder } from './fit.worker.js';

/**
 * Reads everybody's histories and fits the models of currencies; those of which there is too little are left out. Fails when
 * `stop` says so.
 *
 * @param today days since 1970-01-01
 */
export type Fit = (currencies: readonly string[], today: number, stop: AbortSignal) => Promise<FittedModel[]>;

/**
 * Fits in a thread of its own, which reads by a connection of its own: for a million customers reading, fitting and sorting take
 * seconds, and heartbeats and requests must not wait for them.
 */
export const fitInWorker =
  (databaseUrl: string): Fit =>
  async (currencies, today, stop) => {
    stop.throwIfAborted();
    const order: FitOrder = { databaseUrl, currencies, today };
    const worker = new Worker(new URL('./fit.worker.js', import.meta.url), { workerData: order });
    const end = () => void worker.terminate();
    stop.addEventListener('abort', end);
    try {
      return await answerOf(worker);
    } finally {
      // The signal lives as long as the service and sees many fits.
      stop.removeEventListener('abort', end);
    }
  };

function answerOf(worker: Worker): Promise<FittedModel[]> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the fitting thread ended with code ${code} and no answer`)));
  });
}
