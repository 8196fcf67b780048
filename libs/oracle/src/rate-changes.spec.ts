import type { Envelope } from '@perennial/contracts';

import type { ProgrammeId } from './history.js';
import { expectedOf } from './oracle.js';
import { buys, sendsBack, spendsAt } from './shop.js';

const CHANGED = Date.parse('2027-02-01T00:00:00Z');
const NOW = Date.parse('2027-04-01T00:00:00Z');

function available(programme: ProgrammeId, events: readonly Envelope[]): number | undefined {
  const rateChanges = [
    { from: CHANGED, percent: 50 },
    { from: Date.parse('2027-03-01T00:00:00Z'), percent: 200 },
  ];
  return expectedOf(programme, { events, decisions: [], rateChanges }, NOW).members.get('ann')?.available;
}

describe('a version of the programme with other rates', () => {
  it.each([
    ['not before it is in force', '2027-01-31T23:59:59.999Z', 10],
    ['from the instant on at which it is', '2027-02-01T00:00:00Z', 20],
    ['until the next one is', '2027-02-28T23:59:59.999Z', 20],
    ['which decides from then on', '2027-03-01T00:00:00Z', 5],
  ])('decides on a purchase %s', (_title, at, points) => {
    expect(available('jeweller', [buys('ann', 'o', at, 10_000)])).toBe(points);
  });

  it('decides on what comes back by when its purchase was', () => {
    const bought = buys('ann', 'o', '2027-01-05T10:00:00Z', 10_000);
    expect(available('jeweller', [bought, sendsBack('o', 'r', '2027-03-05T10:00:00Z', 5_000)])).toBe(5);
  });

  it('decides on an amended order by its earliest time', () => {
    const bought = buys('ann', 'o', '2027-01-05T10:00:00Z', 10_000);
    const amended = buys('ann', 'o', '2027-02-05T10:00:00Z', 20_000, { revision: 1 }, { id: 'amended' });
    expect(available('jeweller', [bought, amended])).toBe(20);
  });

  it('decides on spendings at partners', () => {
    expect(available('travel-club', [spendsAt('fuel', 'ann', 'x', '2027-02-05T10:00:00Z', 1_000)])).toBe(10);
  });
});
