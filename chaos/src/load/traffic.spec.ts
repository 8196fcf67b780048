import { decode, payloadDigest } from '@perennial/contracts';

import { randomOf } from '@perennial/testing';
import { NOW_AT_START } from '../world.js';
import { badInput, EXPECTED_REASON } from './bad-input.js';
import { drawHistories } from './histories.js';
import { trafficOf } from './traffic.js';

const draw = (seed: number, programme: 'jeweller' | 'travel-club' = 'jeweller') =>
  drawHistories(programme, 20, randomOf(seed, 'histories'), NOW_AT_START);
const now = new Date(NOW_AT_START);

describe.each(['jeweller', 'travel-club'] as const)('histories of the %s', (programme) => {
  it('are the same for the same seed, and no two of them name the same customer, order or event', () => {
    const histories = draw(42, programme);
    expect(draw(42, programme)).toEqual(histories);
    expect(draw(43, programme)).not.toEqual(histories);
    for (const { name, customers, events } of histories) {
      const names = [...customers, ...events.map(({ id }) => id)];
      expect(names.filter((each) => !each.startsWith(`${name}-`))).toEqual([]);
    }
  });

  it('arrive whole: every event at least once and readable, some several times, some after the last fault', () => {
    const histories = draw(42, programme);
    const batches = trafficOf(histories, randomOf(42, 'traffic'), NOW_AT_START);
    expect(trafficOf(histories, randomOf(42, 'traffic'), NOW_AT_START)).toEqual(batches);
    const records = batches.flatMap((batch) => batch.records);
    const good = records.filter(({ headers }) => headers[EXPECTED_REASON] === undefined);
    const arrived = good.map((record) => {
      const decoded = decode(record, { now });
      return decoded.ok ? payloadDigest(decoded.event) : decoded.detail;
    });
    const all = histories.flatMap(({ events, besides }) => [...events, ...besides].map(payloadDigest));
    expect(new Set(arrived)).toEqual(new Set(all));
    expect(arrived.length).toBeGreaterThan(all.length);
    expect(batches.filter(({ due }) => due === 1).length).toBeGreaterThan(0);
    expect(batches.map(({ due }) => due)).toEqual(batches.map(({ due }) => due).sort((a, b) => a - b));
  });
});

describe('bad input', () => {
  it('is of every kind refused for the reason that is said with it', () => {
    const random = randomOf(1, 'bad');
    const reasons = Array.from({ length: 300 }, (_, index) => {
      const record = badInput(`h0-bad${index}`, random, NOW_AT_START);
      const decoded = decode(record, { now });
      const expected = record.headers[EXPECTED_REASON];
      expect(decoded.ok ? 'accepted' : decoded.reason).toBe(expected);
      return expected;
    });
    expect(new Set(reasons).size).toBe(8);
  });
});
