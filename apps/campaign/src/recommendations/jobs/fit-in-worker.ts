import { Worker } from 'node:worker_threads';

import type { RecommendationModel, SortedPurchases } from '@perennial/recommend';

/** Makes a model of purchases. Fails when `stop` says so. @param today last day that counts, days since 1970-01-01 */
export type Fit = (purchases: SortedPurchases, today: number, stop: AbortSignal) => Promise<RecommendationModel>;

/** Fits in a thread of its own: a fit takes seconds to minutes, and heartbeats and requests must not wait for it. */
export const fitInWorker: Fit = async (purchases, today, stop) => {
  stop.throwIfAborted();
  const worker = new Worker(new URL('./fit.worker.js', import.meta.url), { workerData: { purchases, today } });
  const end = () => void worker.terminate();
  stop.addEventListener('abort', end);
  try {
    return await answerOf(worker);
  } finally {
    // The signal lives as long as the service and sees many fits.
    stop.removeEventListener('abort', end);
  }
};

function answerOf(worker: Worker): Promise<RecommendationModel> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the fitting thread ended with code ${code} and no answer`)));
  });
}
