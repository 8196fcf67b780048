import type { Envelope } from '@perennial/contracts';
import { becomes, buys, refers, reviews, sendsBack, takesBackReview } from '@perennial/oracle';

import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { LedgerTrial, programmes } from '../ledger-trial.fixture.js';
import { viewOf } from '../member-view.js';

const NOW = Date.parse('2027-06-01T00:00:00Z');
const january = (day: number) => new Date(Date.UTC(2027, 0, day, 10)).toISOString();

let ledger: InMemoryLedger;
beforeEach(() => {
  ledger = new InMemoryLedger(programmes.jeweller, NOW);
});

/** What the ledger has, and that the messages come to it, for everybody a message was ever about. */
function available(customerId: string): number {
  const member = ledger.member(customerId);
  if (!member) throw new Error(`${customerId} is no member`);
  const { balance, totals } = viewOf(ledger.programmes, member.account, member.state, NOW);
  const { adjusted, transferred, reinstated, earned, redeemed, expired, clawedBack } = totals;
  const whole = balance.available + balance.pending + balance.reserved - balance.debt;
  expect(whole).toBe(earned - redeemed - expired - clawedBack + adjusted + transferred + reinstated);
  expect(messagesOf(customerId)).toBe(whole);
  return Number(balance.available - balance.debt);
}

const TAKES: ReadonlySet<string> = new Set(
  ['redeemed', 'expired', 'clawed-back'].map((kind) => `loyalty.points.${kind}.v1`),
);
const MOVES_WITHIN: ReadonlySet<string> = new Set(
  ['activated', 'reserved', 'released'].map((kind) => `loyalty.points.${kind}.v1`),
);
function messagesOf(customerId: string): bigint {
  return ledger.messages
    .filter(({ subject, type, data }) => subject === customerId && 'points' in data && !MOVES_WITHIN.has(type))
    .reduce((sum, { type, data }) => sum + BigInt(Number(data['points'])) * (TAKES.has(type) ? -1n : 1n), 0n);
}

function* ordersOf<T>(things: readonly T[]): Generator<T[]> {
  if (things.length === 0) yield [];
  for (const [index, first] of things.entries())
    for (const rest of ordersOf(things.toSpliced(index, 1))) yield [first, ...rest];
}

const mergedInto = (customerId: string) => {
  const account = ledger.member(customerId)?.state.mergedInto?.account;
  return [...ledger.accounts].find(([, each]) => each === account)?.[0];
};
const chunks = (...events: readonly Envelope[]) => {
  for (const event of events) ledger.handle(event);
};

describe('a merge', () => {
  it('moves all points, keeps their dates, and leaves 0 points and the name of the other', () => {
    chunks(buys('from', 'o-1', january(1), 10_000), buys('into', 'o-2', january(2), 5_000));
    const [lot] = ledger.member('from')?.state.lots.values() ?? [];
    ledger.handle(becomes('from', 'into', january(3)));
    expect([available('from'), available('into')]).toEqual([0, 15]);
    expect(mergedInto('from')).toBe('into');
    expect([...(ledger.member('into')?.state.lots.values() ?? [])]).toContainEqual(lot);
    expect(ledger.member('from')?.state.lots.size).toBe(0);
  });

  it('moves what a purchase earns that was dated before it and comes later', () => {
    chunks(buys('into', 'o-2', january(2), 5_000), becomes('from', 'into', january(3)));
    ledger.handle(buys('from', 'o-1', january(1), 10_000));
    expect([available('from'), available('into')]).toEqual([0, 15]);
    expect(ledger.member('from')?.state.totals.earned).toBe(10n);
    expect(ledger.member('into')?.state.totals.earned).toBe(5n);
  });

  it.each(['when it comes after the merge', 'when it comes before'])(
    'makes a purchase dated after it the purchase of the other: %s',
    (_title) => {
      const events = [becomes('from', 'into', january(3)), buys('from', 'o-1', january(4), 10_000)];
      chunks(...(_title.endsWith('after the merge') ? events : events.toReversed()));
      expect([available('from'), available('into')]).toEqual([0, 10]);
      expect(ledger.member('from')?.state.totals.earned).toBe(0n);
      expect(ledger.member('into')?.state.totals.earned).toBe(10n);
    },
  );

  it('brings the purchases along: what is returned of them is taken from the other, whoever is named with it', () => {
    chunks(buys('from', 'o-1', january(1), 10_000), becomes('from', 'into', january(3)));
    ledger.handle(sendsBack('o-1', 'rt-1', january(4), 4_000));
    ledger.handle(sendsBack('o-1', 'rt-2', january(5), 3_000, { customerId: 'from' }));
    ledger.handle(sendsBack('o-1', 'rt-3', january(6), 1_000, { customerId: 'into' }));
    expect([available('from'), available('into')]).toEqual([0, 2]);
    ledger.handle(sendsBack('o-1', 'rt-4', january(6), 1_000, { customerId: 'else' }));
    expect(ledger.rejected.map(({ reason }) => reason)).toEqual(['CUSTOMER_MISMATCH']);
  });

  it('has no effect in a circle, with oneself, or a second time: it is accepted, and nothing moves', () => {
    chunks(buys('a', 'o-1', january(1), 10_000), buys('b', 'o-2', january(1), 20_000), becomes('a', 'b', january(3)));
    const before = ledger.transfers.length;
    chunks(becomes('b', 'a', january(4)), becomes('b', 'b', january(5)));
    ledger.handle({ ...becomes('a', 'b', january(6)), id: 'again' });
    expect(ledger.transfers).toHaveLength(before);
    expect(ledger.rejected).toEqual([]);
    expect([available('a'), available('b')]).toEqual([0, 30]);
  });

  it('of two customers nobody has named makes both known', () => {
    ledger.handle(becomes('from', 'into', january(3)));
    expect([available('from'), available('into'), mergedInto('from')]).toEqual([0, 0, 'into']);
  });

  it.each(['in their order', 'the other way round'])('goes on to the last of a chain of merges: %s', (title) => {
    ledger.handle(buys('a', 'o-1', january(1), 10_000));
    const merges = [becomes('b', 'c', january(3)), becomes('a', 'b', january(4))];
    chunks(...(title === 'in their order' ? merges : merges.toReversed()));
    ledger.handle(buys('a', 'o-2', january(5), 10_000));
    expect([available('a'), available('b'), available('c')]).toEqual([0, 0, 20]);
  });

  it('lets the other redeem from both wallets, soonest to expire first', () => {
    chunks(buys('from', 'o-1', january(1), 50_000), buys('into', 'o-2', '2027-02-02T10:00:00Z', 70_000));
    ledger.handle(becomes('from', 'into', '2027-02-03T10:00:00Z'));
    const at = Date.parse('2027-02-04T10:00:00Z');
    ledger.command('into', 'r-1', at, (account) => ({
      ...{ kind: 'redemption', redemptionId: 'r-1', rewardId: 'bracelet', points: 100n, pool: [account('into')] },
    }));
    expect([available('from'), available('into')]).toEqual([0, 20]);
    expect([...(ledger.member('into')?.state.lots.values() ?? [])].map(({ thing, points }) => [thing, points])).toEqual(
      [['order:o-2', 20n]],
    );
  });

  it('moves points that are held, and they come back to the other when they are let go', () => {
    ledger.handle(buys('from', 'o-1', january(1), 50_000));
    const at = (day: number) => Date.parse(january(day));
    ledger.command('from', 'h-1', at(2), (account) => ({
      ...{ kind: 'reservation', reservationId: 'h-1', points: 30n, until: at(365), pool: [account('from')] },
    }));
    ledger.handle(becomes('from', 'into', january(3)));
    expect(available('into')).toBe(20);
    ledger.command('into', 'h-1-end', at(4), (account) => ({
      ...{ kind: 'reservation-release', reservationId: 'h-1', pool: [account('into')] },
    }));
    expect([available('from'), available('into')]).toEqual([0, 50]);
    expect(ledger.member('from')?.state.reservations.size).toBe(0);
  });

  it('puts the other in the place of the one in a household', () => {
    const at = (day: number) => Date.parse(january(day));
    ledger.handle(buys('mate', 'o-1', january(1), 50_000));
    ledger.command('from', 'hh', at(2), (account) => ({
      ...{ kind: 'household', householdId: 'hh', pool: ['from', 'mate'].map(account) },
    }));
    ledger.handle(becomes('from', 'into', january(3)));
    const [into, mate] = [ledger.member('into'), ledger.member('mate')];
    expect(ledger.member('from')?.state.household).toBeUndefined();
    expect(into?.state.household?.members).toEqual([into?.account, mate?.account]);
    expect(mate?.state.household?.members).toEqual([into?.account, mate?.account]);
    ledger.command('into', 'r-1', at(4), () => ({
      ...{
        kind: 'redemption',
        redemptionId: 'r-1',
        rewardId: 'gift-box',
        points: 50n,
        pool: into?.state.household?.members ?? [],
      },
    }));
    expect([available('from'), available('into'), available('mate')]).toEqual([0, 0, 0]);
  });

  it('takes the one out of the household when the other has a household already', () => {
    const at = Date.parse(january(2));
    for (const [one, mate] of [
      ['from', 'x'],
      ['into', 'y'],
    ] as const)
      ledger.command(one, `hh-${one}`, at, (account) => ({
        ...{ kind: 'household', householdId: `hh-${one}`, pool: [one, mate].map(account) },
      }));
    const before = ledger.member('into')?.state.household;
    ledger.handle(becomes('from', 'into', january(3)));
    expect(ledger.member('into')?.state.household).toEqual(before);
    expect(ledger.member('x')?.state.household).toBeUndefined();
  });

  it('leaves the points of whoever brought the one, and pays them when the purchase of the other qualifies', () => {
    chunks(refers('anna', 'from', 'f-1', january(1)), buys('from', 'o-1', january(2), 10_000));
    chunks(refers('berta', 'from-2', 'f-2', january(1)));
    expect(available('anna')).toBe(50);
    chunks(becomes('from', 'into', january(3)), becomes('from-2', 'into-2', january(3)));
    expect(available('anna')).toBe(50);
    ledger.handle(buys('from', 'o-0', january(1), 100));
    expect(available('anna')).toBe(50);
    ledger.handle(buys('into-2', 'o-2', january(4), 10_000));
    expect([available('berta'), available('into-2')]).toEqual([50, 30]);
    ledger.handle(sendsBack('o-2', 'rt-2', january(5), 10_000));
    expect([available('berta'), available('into-2')]).toEqual([0, 0]);
  });

  it('comes to the same, stored and looked at, for all 720 orders of arrival of six events', () => {
    const events = [
      buys('from', 'o-1', january(1), 10_000),
      refers('ref', 'into', 'f-1', january(2)),
      reviews('from', 'r-1', january(2), 'ring'),
      buys('into', 'o-2', '2027-01-02T12:00:00Z', 5_000),
      becomes('from', 'into', january(3)),
      takesBackReview('into', 'r-1', january(4)),
    ];
    let played = 0;
    for (const order of ordersOf(events)) {
      const trial = new LedgerTrial('jeweller', [], NOW);
      ({ ledger } = trial);
      for (const event of order) trial.arrive([event]);
      // Somebody else's review, as far as was known before the merge: it is told again.
      if (ledger.rejected.length > 0) trial.arrive([takesBackReview('into', 'r-1', january(4))]);
      expect([available('from'), available('into'), available('ref')]).toEqual([0, 35, 50]);
      for (const customerId of ['from', 'into', 'ref']) {
        const { account, state } = ledger.member(customerId) ?? {};
        if (account === undefined || !state) throw new Error(`${customerId} is no member`);
        expect(viewOf(ledger.programmes, account, state, NOW)).toEqual(trial.folded(customerId, NOW));
      }
      played += 1;
    }
    expect(played).toBe(720);
  });
});
