import { readFileSync } from 'node:fs';

import type { Envelope } from '@perennial/contracts';
import { buys, refers, spendsAt } from '@perennial/oracle';
import { parseProgramme, sinceAlways } from '@perennial/programme';

import { InMemoryLedger } from '../in-memory-ledger.fixture.js';

const REFERRAL = `
  - name: referral
    kind: points-per-referral
    referrer: { name: referral-referrer, text: Points for bringing a friend, points: 50 }
    referee: { name: referral-referee, text: Points for your first purchase, points: 20 }
    purchaseFromMinor: { GBP: 1000 }
`;
const travelClub = readFileSync(new URL('../../../../../programmes/travel-club.yaml', import.meta.url), 'utf8');
const programmes = sinceAlways(parseProgramme(travelClub.replace(/^rewards:/m, `${REFERRAL}rewards:`), 'both'));

const at = (day: number) => Date.parse('2027-01-01T10:00:00Z') + day * 86_400_000;
const spent = (externalId: string, day: number) => spendsAt('fuel', 'bob', externalId, at(day), 5000);

/** What each award came to, by the names of their rules. */
function awards(...events: Envelope[]): string[] {
  const ledger = new InMemoryLedger(programmes, at(60));
  for (const event of events) ledger.handle(event);
  return ledger.transfers.filter(({ kind }) => kind === 'accrual').map(({ rule, points }) => `${rule} ${points}`);
}

describe('what a partner has told of is no purchase', () => {
  it('it brings nobody a friend: the first order after the referral does', () => {
    const friend = [refers('ann', 'bob', 'f-1', at(0)), spent('t-1', 1)];
    expect(awards(...friend)).toEqual(['partner-purchase 25']);
    const order = buys('bob', 'o-1', at(2), 1000, { currency: 'GBP' });
    expect(awards(...friend, order).sort()).toEqual([
      'partner-purchase 25',
      'referral-referee 20',
      'referral-referrer 50',
    ]);
  });

  it('who has spent at a partner can still be brought as a friend, and who has bought cannot', () => {
    const referred = refers('ann', 'bob', 'f-1', at(2));
    const order = (day: number, id: string) => buys('bob', id, at(day), 1000, { currency: 'GBP' });
    expect(awards(spent('t-1', 1), referred, order(3, 'o-1'))).toContain('referral-referrer 50');
    expect(awards(order(1, 'o-0'), referred, order(3, 'o-1'))).toEqual([]);
  });
});
