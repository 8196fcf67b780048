import { buys, instant, type Decision } from '@perennial/oracle';

import { LedgerTrial } from '../ledger-trial.fixture.js';

const fuel = { currency: 'GBP', partnerId: 'fuel' };
const LATER = instant('2029-06-01T00:00:00Z');

describe('an activity', () => {
  it('keeps points alive that somebody gave, with their date, and that are reserved then', () => {
    const gift: Decision = {
      ...{ kind: 'transfer', id: 'gift', at: instant('2027-02-01T00:00:00Z'), from: 'ann', to: 'bob', points: 50 },
    };
    const held: Decision = {
      ...{ kind: 'reservation', id: 'held', customerId: 'bob', points: 50 },
      ...{ at: instant('2027-03-01T00:00:00Z'), until: instant('2029-01-01T00:00:00Z') },
    };
    const [earned, bought] = [
      buys('ann', 'o-1', '2027-01-02T00:00:00Z', 20_000, fuel),
      buys('bob', 'o-2', '2028-12-01T00:00:00Z', 2_000, fuel),
    ];
    const trial = new LedgerTrial('travel-club', [gift, held], LATER);
    for (const each of [earned, gift, held, bought]) trial.arrive([each]);
    trial.ledger.tick(LATER);
    expect([trial.folded('bob', LATER)?.balance.available, trial.ledger.member('bob')?.balance.available]).toEqual([
      60n,
      60n,
    ]);
  });
});
