import { settableClock } from './settable-clock.js';

describe('settableClock', () => {
  it('stands still until it is set or advanced, and hands out no date that could change it', () => {
    const clock = settableClock('2026-02-28T23:59:59Z');
    clock().setFullYear(1970);
    expect(clock()).toEqual(new Date('2026-02-28T23:59:59Z'));
    clock.advance({ days: 1, hours: 1, minutes: 1, ms: 5 });
    expect(clock().toISOString()).toBe('2026-03-02T01:00:59.005Z');
    clock.set('2027-01-01T00:00:00Z');
    expect(clock().getTime()).toBe(Date.UTC(2027, 0, 1));
    expect(() => clock.set('tomorrow')).toThrow(RangeError);
  });
});
