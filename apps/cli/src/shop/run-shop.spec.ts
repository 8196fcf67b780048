import { decode } from '@perennial/contracts';

import { recordOf } from './run-shop.js';
import { Shop } from './shop.js';

describe('recordOf', () => {
  const now = new Date('2027-01-01T12:00:00Z');
  const shop = new Shop(1, 'run');
  const events = Array.from({ length: 2000 }, () => shop.next(now));

  const outcomes = events.map((event) => {
    const { topic, key, value, headers = {} } = recordOf(event);
    const bytes = typeof key === 'string' ? Buffer.from(key) : key;
    return { event, decoded: decode({ topic, key: bytes, value, headers }, { now }) };
  });

  it('makes records that the platform accepts, with the customer as key', () => {
    const refused = outcomes.filter(({ event, decoded }) => event.kind === 'event' && !decoded.ok);
    expect(refused).toEqual([]);
    const otherKeys = outcomes.filter(({ decoded }) => decoded.ok && decoded.keyDiffersFromSubject);
    expect(otherKeys).toEqual([]);
  });

  it('makes mistakes that the platform refuses for the reason they were made for', () => {
    const mistakes = outcomes.filter(({ event }) => event.kind === 'mistake');
    expect(mistakes.length).toBeGreaterThan(20);
    for (const { event, decoded } of mistakes) {
      expect({
        wanted: event.kind === 'mistake' && event.reason,
        got: decoded.ok ? 'accepted' : decoded.reason,
      }).toEqual({
        wanted: event.kind === 'mistake' && event.reason,
        got: event.kind === 'mistake' && event.reason,
      });
    }
  });
});
