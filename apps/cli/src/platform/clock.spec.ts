import { clockOf, nowOf } from './clock.js';

describe('clockOf', () => {
  it('starts at PERENNIAL_NOW and runs, also for a process that is started later', () => {
    let ms = 5_000;
    const clock = clockOf({ PERENNIAL_NOW: '2027-03-01T10:00:00Z' }, () => ms);
    ms += 61_000;
    expect(clock.now().toISOString()).toBe('2027-03-01T10:01:01.000Z');
    expect(clock.env()).toEqual({ PERENNIAL_NOW: '2027-03-01T10:01:01.000Z' });
    expect(clock.startedAs).toBe('2027-03-01T10:00:00.000Z');
  });

  it('is the real time otherwise', () => {
    const clock = clockOf({});
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
    expect(clock.env()).toEqual({});
  });

  it('has gone on since the platform was started, for a command beside it', () => {
    const real = Date.parse('2026-11-26T10:01:01Z');
    const stack = { now: '2027-03-01T10:00:00.000Z', nowWas: '2026-11-26T10:00:00.000Z' };
    expect(nowOf(stack, {}, real).toISOString()).toBe('2027-03-01T10:01:01.000Z');
    expect(Math.abs(nowOf({}, {}).getTime() - Date.now())).toBeLessThan(1_000);
  });

  it('refuses what is no instant, and production', () => {
    expect(() => clockOf({ PERENNIAL_NOW: 'tomorrow' })).toThrow('is not an instant');
    expect(() => clockOf({ PERENNIAL_NOW: '2027-03-01T10:00:00Z', NODE_ENV: 'production' })).toThrow('production');
  });
});
