import { randomOf } from '@perennial/testing';
import { describeFault, scheduleOf } from './schedule.js';

const MINUTES_10 = 600_000;

describe('the schedule of faults', () => {
  it('is the same for the same seed, and another one for another', () => {
    const schedule = (seed: number) => scheduleOf(randomOf(seed, 'schedule'), 50, MINUTES_10);
    expect(schedule(42)).toEqual(schedule(42));
    expect(schedule(42)).not.toEqual(schedule(43));
  });

  it.each([1, 3, 50, 200])('has %i kills, in order of time and within the time', (kills) => {
    const schedule = scheduleOf(randomOf(7, 'schedule'), kills, MINUTES_10);
    expect(schedule.filter(({ fault }) => fault.kind === 'kill')).toHaveLength(kills);
    expect(schedule).toEqual(schedule.toSorted((a, b) => a.atMs - b.atMs));
    expect(schedule.every(({ atMs }) => atMs > 0 && atMs <= MINUTES_10)).toBe(true);
  });

  it('kills of 220 each service 60 times, broker and database 20 times each', () => {
    const kills = scheduleOf(randomOf(1, 'schedule'), 220, MINUTES_10).flatMap(({ fault }) =>
      fault.kind === 'kill' ? [fault.target] : [],
    );
    const times = Object.fromEntries(
      ['ledger', 'campaign', 'metrics', 'kafka', 'postgres'].map((target) => [
        target,
        kills.filter((killed) => killed === target).length,
      ]),
    );
    expect(times).toEqual({ ledger: 60, campaign: 60, metrics: 60, kafka: 20, postgres: 20 });
  });

  it('holds every kind of fault, of the network too, and can say each of them', () => {
    const schedule = scheduleOf(randomOf(1, 'schedule'), 200, MINUTES_10);
    const kinds = new Set(schedule.map(({ fault }) => (fault.kind === 'network' ? fault.network.kind : fault.kind)));
    expect([...kinds].sort()).toEqual(
      ['end-sessions', 'freeze', 'hold', 'kill', 'late', 'rebalance', 'refuse', 'slow'].sort(),
    );
    expect(schedule.map(({ fault }) => describeFault(fault)).filter((text) => /undefined|object/.test(text))).toEqual(
      [],
    );
  });
});
