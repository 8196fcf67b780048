import { getEventListeners } from 'node:events';

import { fitRecommendations, ProductLog } from '@perennial/recommend';

import type * as FitInWorker from './fit-in-worker.js';

// What a build makes of this folder: a thread is started from a file, and Node cannot start it from TypeScript.
const { fitInWorker } = (await import(
  new URL('../../../dist/recommendations/jobs/fit-in-worker.js', import.meta.url).href
)) as typeof FitInWorker;

const shop = () => {
  const log = new ProductLog();
  for (let i = 0; i < 4_000; i++) log.add(`c-${i % 300}`, `p-${(i * i) % 97}`, i % 400);
  return log.sorted();
};

describe('fitting recommendations in a thread of its own', () => {
  it('gives what fitting here gives', async () => {
    expect(await fitInWorker(shop(), 400, new AbortController().signal)).toEqual(fitRecommendations(shop(), 400));
  });

  it('ends at once when the service stops, and leaves nothing behind on its signal', async () => {
    const stop = new AbortController();
    const fitting = fitInWorker(shop(), 400, stop.signal);
    stop.abort();
    await expect(fitting).rejects.toThrow(/and no answer/);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await expect(fitInWorker(shop(), 400, stop.signal)).rejects.toThrow(/abort/);
  });
});
