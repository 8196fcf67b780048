import type { Lot } from './lot.js';
import { elsewhere, Lots, lotsOf, LotsNotAtHand } from './lots.js';

const FEBRUARY = Date.parse('2027-02-01T00:00:00Z');
const MARCH = Date.parse('2027-03-01T00:00:00Z');

function lot(thing: string, points: bigint, more: Partial<Lot> = {}): Lot {
  const earned = { at: 0, source: '/shop', id: thing };
  return { rule: 'points', thing, earned, availableAt: 0, points, pending: false, expired: 0n, forgiven: 0n, ...more };
}

const kept = { available: 100n, pending: 20n, nextAt: FEBRUARY, dated: true };

describe('lots', () => {
  it('know what they come to whatever is put in, taken out or becomes available', () => {
    const lots = lotsOf([lot('a', 10n), lot('b', 5n, { pending: true, availableAt: MARCH })]);
    expect([lots.available, lots.pending]).toEqual([10n, 5n]);
    lots.set('points\na', lot('a', 3n));
    lots.set('points\nb', lot('b', 5n));
    lots.set('points\nc', lot('c', 1n));
    expect([lots.available, lots.pending]).toEqual([9n, 0n]);
    const sum = [...lots.values()].reduce((total, { points }) => total + points, 0n);
    expect(lots.available + lots.pending).toBe(sum);
  });

  it('are their own in a copy', () => {
    const lots = lotsOf([lot('a', 10n)]);
    lots.copy().set('points\na', lot('a', 0n));
    expect(lots.available).toBe(10n);
  });

  describe('of which some are elsewhere', () => {
    it('count these, and take a new one', () => {
      const lots = new Lots([], kept);
      lots.set('points\na', lot('a', 10n));
      expect([lots.available, lots.pending]).toEqual([110n, 20n]);
      expect(lots.get('points\na')).toMatchObject({ points: 10n });
      expect([...lots.atHand().keys()]).toEqual(['points\na']);
    });

    it.each<[string, (lots: Lots) => unknown]>([
      ['one that may be elsewhere', (lots) => lots.get('points\nb')],
      ['all', (lots) => lots.values()],
      ['all by their keys', (lots) => lots[Symbol.iterator]()],
      ['their number', (lots) => lots.size],
      ['those available when one elsewhere may be', (lots) => lots.availableBy(FEBRUARY)],
      ['those gone when one elsewhere may be', (lots) => lots.goneBy(FEBRUARY)],
      ['those with a date', (lots) => lots.dated(0)],
      ['those that can be spent', (lots) => lots.spendable()],
    ])('say that they are not at hand to whoever asks for %s', (_what, ask) => {
      expect(() => ask(new Lots([], kept))).toThrow(LotsNotAtHand);
      expect(() => ask(lotsOf([lot('a', 10n)]))).not.toThrow();
    });

    it('give what none elsewhere can be part of', () => {
      const lots = new Lots([['points\na', lot('a', 10n)]], { ...kept, available: 0n, dated: false });
      expect([...lots.availableBy(FEBRUARY - 1)]).toHaveLength(1);
      expect([...lots.goneBy(FEBRUARY - 1)]).toHaveLength(1);
      expect([...lots.dated(0)]).toHaveLength(0);
      expect(lots.spendable()).toHaveLength(1);
    });
  });

  it('of a long history are looked at where they hold points, wait or have a date ahead, and not all 1,000', () => {
    const past = Array.from({ length: 1_000 }, (_, order) => lot(`past-${order}`, 0n, { expiresAt: 1 }));
    const waiting = lot('waiting', 0n, { pending: true, availableAt: MARCH });
    const lots = lotsOf([...past, waiting, lot('a', 10n), lot('b', 5n, { expiresAt: FEBRUARY })]);
    const names = (some: Iterable<Lot>) => Array.from(some, ({ thing }) => thing);
    const dated = (after: number) => names(Array.from(lots.dated(after), ([, each]) => each));
    expect(names(lots.holding())).toEqual(['a', 'b']);
    expect(names(lots.goneBy(MARCH))).toEqual(['a', 'b']);
    expect(names(lots.availableBy(MARCH))).toEqual(['waiting']);
    expect(dated(1)).toEqual(['b']);
    // What changes is found as it is now.
    lots.set('points\nb', lot('b', 0n, { expiresAt: MARCH }));
    lots.set('points\nwaiting', lot('waiting', 1n, { pending: false, availableAt: MARCH }));
    lots.set('points\npast-1', lot('past-1', 1n, { expiresAt: MARCH }));
    expect(names(lots.holding())).toEqual(['a', 'waiting', 'past-1']);
    expect(names(lots.availableBy(MARCH))).toEqual([]);
    expect(dated(FEBRUARY)).toEqual(['b', 'past-1']);
    expect(dated(MARCH)).toEqual([]);
  });

  it('are kept with the first instant at which one becomes available or is gone', () => {
    const waiting = lot('a', 10n, { pending: true, availableAt: MARCH });
    expect(elsewhere(lotsOf([waiting]))).toEqual({ available: 0n, pending: 10n, nextAt: MARCH, dated: false });
    const dated = lot('b', 1n, { expiresAt: FEBRUARY });
    const empty = lot('c', 0n, { expiresAt: 1 });
    expect(elsewhere(lotsOf([waiting, dated, empty]))).toMatchObject({ nextAt: FEBRUARY, dated: true });
    expect(elsewhere(new Lots([['points\na', waiting]], kept))).toEqual({ ...kept, pending: 30n });
    expect(elsewhere(lotsOf([{ ...dated, points: 0n }]))).toMatchObject({ nextAt: Infinity, dated: true });
  });
});
