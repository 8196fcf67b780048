import { Latencies } from './latencies.js';
import { openLoop, type Clock } from './open-loop.js';

/** Time passes only while slept, and as `stall` says while something is done. */
class TestClock implements Clock {
  private ms = 5_000;

  now(): number {
    return this.ms;
  }

  async sleep(ms: number): Promise<void> {
    this.ms += ms;
  }

  stall(ms: number): void {
    this.ms += ms;
  }
}

describe('an open loop', () => {
  it('does each thing once, in turn, at 100 a second never before its time and never later than 2 ms after', async () => {
    const clock = new TestClock();
    const done: number[] = [];
    const run = await openLoop(
      { perSecond: 100, seconds: 2 },
      (from, until, dueAt) => {
        for (let index = from; index < until; index += 1) {
          done.push(index);
          expect(clock.now()).toBeGreaterThanOrEqual(dueAt(index));
          expect(clock.now()).toBeLessThanOrEqual(dueAt(index) + 2);
        }
      },
      clock,
    );
    expect(done).toEqual(Array.from({ length: 200 }, (_, index) => index));
    expect(run).toEqual({ actions: 200, late: 0, latestMs: 0 });
    expect(clock.now()).toBe(5_000 + 1_990);
  });

  it('does what became due while it was held up, counts from when that was due, and says how much was late', async () => {
    const clock = new TestClock();
    const latencies = new Latencies(100);
    const run = await openLoop(
      { perSecond: 100, seconds: 1 },
      (from, until, dueAt) => {
        for (let index = from; index < until; index += 1) latencies.answered(index, clock.now() - dueAt(index));
        if (from === 10) clock.stall(500);
      },
      clock,
    );
    // 500 ms and the pause of 2: what was due 10, 20, ... 490 ms after the tenth is 492, 482, ... 12 ms late, and one 2 ms.
    expect(run).toEqual({ actions: 100, late: 49, latestMs: 492 });
    expect(latencies.summary()).toEqual({ p50: 0, p99: 482, max: 492, unanswered: 0 });
  });

  it('at 10,000 a second has 20 things done at each look at the clock', async () => {
    const clock = new TestClock();
    const sizes: number[] = [];
    await openLoop({ perSecond: 10_000, seconds: 0.1 }, (from, until) => sizes.push(until - from), clock);
    expect([sizes[0], new Set(sizes.slice(1, -1))]).toEqual([1, new Set([20])]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
  });
});

describe('latencies', () => {
  it('count what has no answer as endless: with two of 100 missing there is no p99', () => {
    const latencies = new Latencies(100);
    for (let index = 0; index < 98; index += 1) latencies.answered(index, 1);
    expect(latencies.summary()).toEqual({ p50: 1, p99: Infinity, max: Infinity, unanswered: 2 });
    latencies.answered(98, 7);
    latencies.answered(98, 9);
    expect(latencies.summary()).toEqual({ p50: 1, p99: 7, max: Infinity, unanswered: 1 });
  });
});
