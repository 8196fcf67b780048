import { Worker } from 'node:worker_threads';

import type { ModelFit, Sample } from '../domain/model.js';

/** Fits the models of one currency; undefined when there are too few data. Fails when `stop` says so. */
export type Fit = (sample: Sample, stop: AbortSignal) => Promise<ModelFit | undefined>;

/** Fits in a thread of its own: a fit takes up to seconds, and heartbeats and requests must not wait for it. */
export const fitInWorker: Fit = async (sample, stop) => {
  stop.throwIfAborted();
  const worker = new Worker(new URL('./fit.worker.js', import.meta.url), { workerData: sample });
  const end = () => void worker.terminate();
  stop.addEventListener('abort', end);
  try {
    return await answerOf(worker);
  } finally {
    // The signal lives as long as the service and sees many fits.
    stop.removeEventListener('abort', end);
  }
};

function answerOf(worker: Worker): Promise<ModelFit | undefined> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the fitting thread ended with code ${code} and no answer`)));
  });
}
