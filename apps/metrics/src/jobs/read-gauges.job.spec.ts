import { silentLog } from '@perennial/messaging';

import { whileProlonged } from './read-gauges.job.js';

describe('the lease on a reading', () => {
  beforeEach(() => void import.meta.jest.useFakeTimers());
  afterEach(() => void import.meta.jest.useRealTimers());

  it('of 50 seconds is prolonged twice before it would end, also where that fails once, and not any more afterwards', async () => {
    let end = (): void => {};
    let prolonged = 0;
    const prolong = async () => {
      prolonged += 1;
      if (prolonged === 1) throw new Error('not now');
      return true;
    };
    const reading = whileProlonged({ prolong, log: silentLog }, () => new Promise((resolve) => (end = resolve)));
    await import.meta.jest.advanceTimersByTimeAsync(49_000);
    expect(prolonged).toBe(2);
    await import.meta.jest.advanceTimersByTimeAsync(100_000);
    expect(prolonged).toBe(8);
    end();
    await reading;
    await import.meta.jest.advanceTimersByTimeAsync(100_000);
    expect(prolonged).toBe(8);
  });

  it('is left alone when reading fails, which is told', async () => {
    let prolonged = 0;
    const prolong = async () => (prolonged += 1) > 0;
    const failing = whileProlonged({ prolong, log: silentLog }, () => Promise.reject(new Error('unreadable')));
    await expect(failing).rejects.toThrow('unreadable');
    await import.meta.jest.advanceTimersByTimeAsync(100_000);
    expect(prolonged).toBe(0);
  });
});
