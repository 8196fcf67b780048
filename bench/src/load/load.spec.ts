import { decode } from '@perennial/contracts';
import { randomOf } from '@perennial/testing';

import { purchases, type PurchasesPlan } from './purchases.js';
import { withPoison } from './poison.js';
import { zipf } from './zipf.js';

const plan: PurchasesPlan = {
  events: 20_000,
  members: 1_000,
  zipfExponent: 1,
  duplicates: 0.01,
  late: 0,
  seed: 7,
  name: 'x',
};
const NOW = Date.parse('2027-03-01T00:00:00Z');

describe('the load', () => {
  const records = [...purchases(plan, NOW)];

  it('is the same for the same seed, and another for another', () => {
    const first = (seed: number) =>
      [...purchases({ ...plan, events: 10, seed }, NOW)].map(({ value }) => String(value));
    expect(first(7)).toEqual(first(7));
    expect(first(8)).not.toEqual(first(7));
  });

  it('holds events that are accepted, worth a point at least, of about 450 bytes', () => {
    for (const { topic, key, value, headers } of records.slice(0, 1_000)) {
      const decoded = decode({ topic, key: Buffer.from(String(key)), value, headers }, { now: new Date(NOW) });
      expect(decoded).toMatchObject({ ok: true, keyDiffersFromSubject: false });
      const { totalMinor } = (JSON.parse(String(value)) as { data: { totalMinor: number } }).data;
      expect(totalMinor).toBeGreaterThanOrEqual(1_000);
    }
    const bytes = records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0) / records.length;
    expect(bytes).toBeGreaterThan(420);
    expect(bytes).toBeLessThan(500);
  });

  it('repeats one in a hundred to the letter, and counts it', () => {
    const repeats = records.filter(({ isRepeat }) => isRepeat).length;
    expect(repeats).toBeGreaterThan(140);
    expect(repeats).toBeLessThan(260);
    expect(new Set(records.map(({ value }) => String(value))).size).toBe(records.length - repeats);
  });

  it('gives the first of a thousand members thirteen in a hundred of all where the exponent is 1, and one in a thousand where it is 0', () => {
    const shareOfFirst = (exponent: number) => {
      const rank = zipf(1_000, exponent, randomOf(3, 'zipf').next);
      return Array.from({ length: 50_000 }, rank).filter((each) => each === 0).length / 50_000;
    };
    expect(shareOfFirst(1)).toBeCloseTo(1 / 7.485, 2);
    expect(shareOfFirst(0)).toBeCloseTo(0.001, 3);
  });

  it('tells in the order of what happened, but for what is late, up to 30 days', () => {
    const timesOf = (late: number) =>
      [...purchases({ ...plan, duplicates: 0, late }, NOW)].map(({ value }) =>
        Date.parse((JSON.parse(String(value)) as { time: string }).time),
      );
    const inOrder = timesOf(0);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
    let newest = 0;
    let late = 0;
    for (const at of timesOf(0.05)) {
      if (at < newest) late += 1;
      expect(newest - at).toBeLessThan(30 * 86_400_000);
      newest = Math.max(newest, at);
    }
    expect(late).toBeGreaterThan(800);
  });

  it('is poisoned by one in a hundred with what is refused, now as at any time, and is otherwise what it was', () => {
    const poisoned = [...withPoison(records, 0.01)];
    const added = poisoned.filter((record) => !records.includes(record));
    expect(poisoned.filter((record) => records.includes(record))).toEqual(records);
    expect(added.length).toBeGreaterThan(140);
    expect(added.length).toBeLessThan(260);
    for (const { topic, key, value, headers } of added) {
      const isEvent = ({ now }: { now: Date }) => decode({ topic, key, value, headers }, { now }).ok;
      expect([NOW, Date.now()].some((now) => isEvent({ now: new Date(now) }))).toBe(false);
    }
    expect(new Set(added.map(({ value }) => String(value))).size).toBeGreaterThan(50);
  });
});
