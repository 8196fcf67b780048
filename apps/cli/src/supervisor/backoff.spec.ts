import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('waits 0.5 s, then twice as long each time, and never longer than 30 s', () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: 9 }, () => backoff.nextDelayMs(100));
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('starts again at 0.5 s for a process that had run 30 s', () => {
    const backoff = new Backoff();
    backoff.nextDelayMs(100);
    backoff.nextDelayMs(100);
    expect(backoff.nextDelayMs(29_999)).toBe(2000);
    expect(backoff.nextDelayMs(30_000)).toBe(500);
  });
});
