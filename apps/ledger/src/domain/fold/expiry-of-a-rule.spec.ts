import type { Envelope } from '@perennial/contracts';
import { becomes, buys, does, refers, reviews } from '@perennial/oracle';
import { sinceAlways, type EarnRule, type Programme, type RuleExpiryPolicy } from '@perennial/programme';

import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { programmes } from '../ledger-trial.fixture.js';
import { goneAt } from '../wallet.js';

const jeweller = programmes.jeweller.versions[0]!.programme;

/** The jeweller's programme with expiries of some rules, by name. */
function withExpiry(own: Readonly<Record<string, RuleExpiryPolicy>>, more: Partial<Programme> = {}): Programme {
  const rules = jeweller.rules.map((rule): EarnRule => ({
    ...rule,
    ...(own[rule.name] && { expiry: own[rule.name] }),
  }));
  return { ...jeweller, ...more, rules };
}

function ledgerAfter(programme: Programme, ...events: readonly Envelope[]): InMemoryLedger {
  const ledger = new InMemoryLedger(sinceAlways(programme));
  for (const event of events) ledger.handle(event);
  return ledger;
}

/** When the lots of a member are gone, by what they were given as. */
function datesOf(ledger: InMemoryLedger, who: string): Record<string, string> {
  const { state } = ledger.member(who)!;
  return Object.fromEntries(
    [...state.lots.values()].map((lot) => {
      const gone = goneAt(state, lot);
      return [lot.rule, gone === Infinity ? 'never' : new Date(gone).toISOString()];
    }),
  );
}

const notices = ({ messages }: InMemoryLedger): string[] =>
  messages
    .filter(({ type }) => type === 'loyalty.points.will-expire.v1')
    .map(
      ({ time, data }) =>
        `${time.slice(0, 10)}: ${String(Reflect.get(data, 'points'))} on ${String(Reflect.get(data, 'expiresAt')).slice(0, 10)}`,
    );

const days = (n: number, noticeDays?: number): RuleExpiryPolicy => ({
  ...{ kind: 'after-days', days: n },
  ...(noticeDays === undefined ? {} : { noticeDays }),
});
const bought = buys('ann', 'o', '2027-01-10T10:00:00Z', 100_000);
const reviewed = reviews('ann', 'v', '2027-01-10T12:00:00Z', 'ring');
const inactivity: Partial<Programme> = { expiry: { kind: 'inactivity', months: 12, noticeDays: 30 } };

describe('a rule with an expiry of its own', () => {
  it('gives its points its own date, of any kind, and leaves those of all others as they are', () => {
    const came = does('ann', 'event-attended', 'e', '2027-01-11T10:00:00Z', 'p');
    const programme = withExpiry({ review: days(7), attendance: { kind: 'never' } });
    expect(datesOf(ledgerAfter(programme, bought, reviewed, came), 'ann')).toEqual({
      purchase: '2028-02-01T00:00:00.000Z',
      review: '2027-01-17T12:00:00.000Z',
      attendance: 'never',
    });
  });

  it('gives it to both sides of a referral', () => {
    const programme = withExpiry({ referral: { kind: 'fixed-date', month: 12, day: 31, monthsMin: 0 } });
    const friend = buys('bob', 'b', '2027-01-12T10:00:00Z', 5_000);
    const ledger = ledgerAfter(programme, refers('ann', 'bob', 'f', '2027-01-11T10:00:00Z'), friend);
    expect(datesOf(ledger, 'ann')).toEqual({ 'referral-referrer': '2027-12-31T00:00:00.000Z' });
    expect(datesOf(ledger, 'bob')).toMatchObject({ 'referral-referee': '2027-12-31T00:00:00.000Z' });
  });

  it('keeps its date where inactivity decides about all others, and is activity for them', () => {
    const programme = withExpiry({ review: days(90) }, inactivity);
    const again = reviews('ann', 'v2', '2027-03-10T12:00:00Z', 'chain');
    const ledger = ledgerAfter(programme, bought, reviewed, again);
    const { state } = ledger.member('ann')!;
    const dates = [...state.lots.values()].map((lot) => `${lot.thing} ${new Date(goneAt(state, lot)).toISOString()}`);
    expect(dates).toEqual([
      'order:o 2028-03-11T00:00:00.000Z',
      'review:v 2027-04-10T12:00:00.000Z',
      'review:v2 2027-06-08T12:00:00.000Z',
    ]);
    ledger.tick(Date.parse('2027-04-10T12:00:00Z'));
    expect(ledger.member('ann')?.balance.available).toBe(105n);
  });

  it('keeps its date through a merge, whatever the other does then', () => {
    const programme = withExpiry({ review: days(90) }, inactivity);
    const merged = becomes('ann', 'bob', '2027-02-01T10:00:00Z');
    const ledger = ledgerAfter(programme, bought, reviewed, merged, buys('bob', 'b', '2027-03-01T10:00:00Z', 1_000));
    const { state } = ledger.member('bob')!;
    const dates = [...state.lots.values()].map((lot) => `${lot.thing} ${new Date(goneAt(state, lot)).toISOString()}`);
    expect(dates.sort()).toEqual([
      'order:b 2028-03-02T00:00:00.000Z',
      'order:o 2028-03-02T00:00:00.000Z',
      'review:v 2027-04-10T12:00:00.000Z',
    ]);
  });

  it('keeps its date when its points are transferred, whatever the other does then', () => {
    const programme = withExpiry({ review: days(90) }, inactivity);
    const ledger = ledgerAfter(programme, reviewed, buys('bob', 'b', '2027-01-11T10:00:00Z', 1_000));
    ledger.command('ann', 'd', Date.parse('2027-02-01T10:00:00Z'), (account) => ({
      ...{ kind: 'transfer', transferId: 't', to: account('bob'), points: 5n },
    }));
    ledger.handle(buys('bob', 'b2', '2027-03-01T10:00:00Z', 1_000));
    const { state } = ledger.member('bob')!;
    const dates = [...state.lots.values()].map((lot) => `${lot.thing} ${new Date(goneAt(state, lot)).toISOString()}`);
    expect(dates.sort()).toEqual([
      'order:b 2028-03-02T00:00:00.000Z',
      'order:b2 2028-03-02T00:00:00.000Z',
      'transfer:t:0 2027-04-10T12:00:00.000Z',
    ]);
  });

  it('is told of at its own time, one notice each, however the dates of rules and programme lie', () => {
    const programme = withExpiry({ review: days(385, 1), 'social-share': days(20), attendance: days(40, 30) });
    const ledger = ledgerAfter(
      programme,
      bought,
      reviewed,
      does('ann', 'social-shared', 's', '2027-01-10T13:00:00Z', 'p'),
      does('ann', 'event-attended', 'e', '2027-01-10T14:00:00Z', 'p'),
    );
    for (let at = Date.parse('2027-01-11T00:00:00Z'); at < Date.parse('2028-03-01'); at += 86_400_000) ledger.tick(at);
    // The purchase is told of first, 30 days before 1 February; the review's date is sooner, but its notice is later.
    expect(notices(ledger)).toEqual([
      '2027-01-20: 10 on 2027-02-19',
      '2028-01-02: 100 on 2028-02-01',
      '2028-01-29: 5 on 2028-01-30',
    ]);
    expect(new Set(ledger.messages.map(({ id }) => id)).size).toBe(ledger.messages.length);
  });

  it('of the same date as others is told of in a message of its own', () => {
    const programme = withExpiry({ review: { kind: 'by-month', months: 13, noticeDays: 30 } });
    const ledger = ledgerAfter(programme, bought, reviewed);
    ledger.tick(Date.parse('2028-01-02T00:00:00Z'));
    expect(notices(ledger).sort()).toEqual(['2028-01-02: 100 on 2028-02-01', '2028-01-02: 5 on 2028-02-01']);
    expect(new Set(ledger.messages.map(({ id }) => id)).size).toBe(ledger.messages.length);
  });
});
