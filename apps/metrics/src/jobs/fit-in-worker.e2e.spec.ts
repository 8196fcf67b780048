import { getEventListeners } from 'node:events';

import { fitModel } from '../domain/model.js';
import type * as FitInWorker from './fit-in-worker.js';

// What a build makes of this folder: a thread is started from a file, and Node cannot start it from TypeScript.
const { fitInWorker } = (await import(
  new URL('../../dist/jobs/fit-in-worker.js', import.meta.url).href
)) as typeof FitInWorker;

const sample = (customers: number) => {
  const x = Float64Array.from({ length: customers }, (_, i) => i % 4);
  return {
    x,
    tx: x.map((each, i) => (each === 0 ? 0 : 1 + (i % 29))),
    T: x.map((_, i) => 30 + (i % 7)),
    m: x.map((each, i) => (each === 0 ? 0 : 1000 + 37 * (i % 50))),
  };
};

const running = new AbortController().signal;

describe('fitting in a thread of its own', () => {
  it('gives what fitting here gives', async () => {
    expect(await fitInWorker(sample(400), running)).toEqual(fitModel(sample(400)));
  });

  it('says that there are too few customers as fitting here does', async () => {
    expect(await fitInWorker(sample(20), running)).toBeUndefined();
  });

  it('ends at once when the service stops', async () => {
    const stop = new AbortController();
    const fitting = fitInWorker(sample(400), stop.signal);
    stop.abort();
    await expect(fitting).rejects.toThrow(/and no answer/);
  });

  it('does not begin when the service has stopped already', async () => {
    await expect(fitInWorker(sample(400), AbortSignal.abort())).rejects.toThrow(/abort/);
  });

  it('leaves nothing behind on the signal of the service, which sees many fits', async () => {
    const stop = new AbortController();
    await fitInWorker(sample(20), stop.signal);
    await expect(fitInWorker({ ...sample(400), T: new Float64Array(400) }, stop.signal)).rejects.toThrow();
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('fails when the thread fails', async () => {
    const broken = { ...sample(400), T: new Float64Array(400) };
    await expect(fitInWorker(broken, running)).rejects.toThrow(/is not a history/);
  });
});
