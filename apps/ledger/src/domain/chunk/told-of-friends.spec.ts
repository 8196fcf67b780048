import { readFileSync } from 'node:fs';

import type { Envelope } from '@perennial/contracts';
import { buys, refers } from '@perennial/oracle';
import { parseProgramme, sinceAlways } from '@perennial/programme';

import { InMemoryLedger } from '../in-memory-ledger.fixture.js';

const jeweller = readFileSync(new URL('../../../../../programmes/jeweller.yaml', import.meta.url), 'utf8');
const programmes = sinceAlways(parseProgramme(jeweller, 'jeweller'));
const at = (day: number) => Date.parse('2027-01-01T10:00:00Z') + day * 86_400_000;

/** What is told of points for friends: to whom, how many, for what, and what caused it. */
function told(...events: Envelope[]): string[] {
  const ledger = new InMemoryLedger(programmes, at(60));
  for (const event of events) ledger.handle(event);
  return ledger.messages
    .filter(({ data }) => /^referral-/.test((data['reason'] as { rule: string } | undefined)?.rule ?? ''))
    .map(({ type, subject, data, causationid }) => {
      const sign = type === 'loyalty.reward.issued.v1' ? '+' : '-';
      return `${subject} ${sign}${String(data['points'])} for ${String(data['thing'])} by ${String(causationid)}`;
    })
    .sort();
}

describe('messages about points for a friend', () => {
  it('name the referral whose points are taken back when an earlier one comes late, and the one that gets them', () => {
    const bought = buys('bob', 'o-1', at(3), 5_000);
    expect(told(refers('ann', 'bob', 'f-2', at(2)), bought, refers('zed', 'bob', 'f-1', at(1)))).toEqual([
      'ann +50 for referral:f-2 by o-1-0-paid',
      'ann -50 for referral:f-2 by f-1',
      'bob +20 for referral:f-1 by f-1',
      'bob +20 for referral:f-2 by o-1-0-paid',
      'bob -20 for referral:f-2 by f-1',
      'zed +50 for referral:f-1 by f-1',
    ]);
  });

  it('tell that they are given, taken back and given again, when the order is amended from 50 to 10 and to 60', () => {
    const order = (totalMinor: number, revision: number) => buys('bob', 'o-1', at(3), totalMinor, { revision });
    const amended = [order(5_000, 0), order(1_000, 1), order(6_000, 2)];
    expect(told(refers('ann', 'bob', 'f-1', at(2)), ...amended)).toEqual([
      'ann +50 for referral:f-1 by o-1-0-paid',
      'ann +50 for referral:f-1 by o-1-2-paid',
      'ann -50 for referral:f-1 by o-1-1-paid',
      'bob +20 for referral:f-1 by o-1-0-paid',
      'bob +20 for referral:f-1 by o-1-2-paid',
      'bob -20 for referral:f-1 by o-1-1-paid',
    ]);
  });
});
