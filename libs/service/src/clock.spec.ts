import { clockFrom } from './clock.js';

describe('the clock', () => {
  it('starts at the given instant and runs on from there', async () => {
    const start = new Date('2027-03-01T10:00:00Z');
    const clock = clockFrom(start);
    const first = clock();
    expect(first.getTime() - start.getTime()).toBeGreaterThanOrEqual(0);
    expect(first.getTime() - start.getTime()).toBeLessThan(1_000);
    while (clock().getTime() === first.getTime()) await new Promise((resolve) => setImmediate(resolve));
    expect(clock().getTime()).toBeGreaterThan(first.getTime());
  });

  it("is the machine's own when none is given", () => {
    expect(Math.abs(clockFrom()().getTime() - Date.now())).toBeLessThan(1_000);
  });
});
