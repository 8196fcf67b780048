import { engagementRecorded, type Envelope } from '@perennial/contracts';
import {
  becomes,
  buys,
  cancels,
  does,
  isErasedAt,
  refers,
  reviews,
  sendsBack,
  takesBackReview,
  told,
} from '@perennial/oracle';

import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { programmes } from '../ledger-trial.fixture.js';
import { viewOf } from '../member-view.js';

const NOW = Date.parse('2027-02-01T00:00:00Z');
const january = (day: number) => new Date(Date.UTC(2027, 0, day, 10)).toISOString();
const at = (day: number) => Date.parse(january(day));

let ledger: InMemoryLedger;
beforeEach(() => {
  ledger = new InMemoryLedger(programmes.jeweller, NOW);
});
const chunks = (...events: readonly Envelope[]) => {
  for (const event of events) ledger.handle(event);
};
const reasons = () => ledger.rejected.map(({ event, reason }) => `${event.id} ${reason}`);
const pointsOf = (customerId: string) => {
  const member = ledger.member(customerId);
  if (!member) return undefined;
  const { balance } = viewOf(ledger.programmes, member.account, member.state, NOW);
  return Number(balance.available + balance.reserved - balance.debt);
};
/** Points that moved from or to an account of the programme. */
const systemAccount = (name: string) =>
  ledger.transfers.reduce(
    (sum, { debit, credit, points }) => sum + Number(credit === name ? points : debit === name ? -points : 0n),
    0,
  );
const accountOf = (customerId: string) => ledger.accounts.get(customerId) ?? '';
/** Everything that was posted for an account comes to. */
const postedFor = (account: string) =>
  ledger.transfers
    .filter((transfer) => transfer.account === account)
    .reduce((sum, { debit, credit, points }) => {
      const isWallet = (name: string) => ['available', 'pending', 'reserved', 'debt'].includes(name);
      return sum + Number((isWallet(credit) ? points : 0n) - (isWallet(debit) ? points : 0n));
    }, 0);

describe('an erasure', () => {
  it('posts what is left to breakage, says so, and then that the customer is forgotten', () => {
    chunks(buys('ada', 'o-1', january(1), 10_000), isErasedAt('ada', january(2)));
    expect(systemAccount('breakage')).toBe(10);
    expect(ledger.messages.slice(-2)).toMatchObject([
      { type: 'loyalty.points.adjusted.v1', subject: 'ada', data: { points: -10, balance: { available: 0 } } },
      {
        type: 'loyalty.customer.erased.v1',
        subject: 'ada',
        data: { customerId: 'ada' },
        causationid: 'ada-erased',
        causationsource: '/shop',
      },
    ]);
    expect(ledger.member('ada')).toBeUndefined();
  });

  it('takes debts and points that lie ahead as well', () => {
    chunks(buys('ada', 'o-1', '2027-02-01T20:00:00Z', 10_000), isErasedAt('ada', january(2)));
    chunks(buys('ben', 'o-2', january(1), 10_000));
    ledger.command('ben', 'r-1', at(2), (account) => ({
      ...{ kind: 'redemption', redemptionId: 'r-1', rewardId: 'x', points: 10n, pool: [account('ben')] },
    }));
    chunks(sendsBack('o-2', 'rt-1', january(3), 10_000));
    expect(pointsOf('ben')).toBe(-10);
    const ben = accountOf('ben');
    chunks(isErasedAt('ben', january(4)));
    expect(systemAccount('breakage')).toBe(10 - 10);
    expect(postedFor(ben)).toBe(0);
  });

  it('refuses every event of the customer after it, whatever its time, and those that only mention them', () => {
    chunks(
      buys('ada', 'o-1', january(3), 10_000),
      reviews('ada', 'r-1', january(3), 'ring'),
      isErasedAt('ada', january(5)),
    );
    const before = ledger.facts.length;
    chunks(
      buys('ada', 'o-2', january(1), 10_000),
      sendsBack('o-1', 'rt-1', january(6), 100),
      cancels('o-1', january(6)),
      takesBackReview('ada', 'r-1', january(6)),
      refers('ada', 'ben', 'f-1', january(1)),
      refers('cem', 'ada', 'f-2', january(1)),
      becomes('ada', 'ben', january(6)),
      becomes('cem', 'ada', january(6)),
      does('ada', 'story-submitted', 'e-1', january(1)),
      { ...isErasedAt('ada', january(7)), id: 'again' },
    );
    expect(new Set(ledger.rejected.map(({ reason }) => reason))).toEqual(new Set(['SUBJECT_ERASED']));
    expect(ledger.rejected).toHaveLength(10);
    expect(ledger.facts).toHaveLength(before);
    expect([...ledger.accounts.keys()]).toEqual([]);
  });

  it('refuses also what arrives in the same chunk and comes later', () => {
    ledger.handle(isErasedAt('ada', january(2)), buys('ada', 'o-1', january(3), 10_000));
    expect(reasons()).toEqual(['o-1-0-paid SUBJECT_ERASED']);
    expect(ledger.accounts.size).toBe(0);
    ledger.handle(
      buys('ben', 'o-2', january(1), 10_000),
      isErasedAt('ben', january(2)),
      does('ben', 'x', 'e-1', january(3)),
    );
    expect(reasons().slice(1)).toEqual(['e-1 SUBJECT_ERASED']);
    expect(ledger.accounts.size).toBe(0);
  });

  it('of somebody nobody has named is accepted, told of, and brings nobody back', () => {
    chunks(isErasedAt('ada', january(2)));
    expect(reasons()).toEqual([]);
    expect(ledger.messages.map(({ type }) => type)).toEqual(['loyalty.customer.erased.v1']);
    expect(ledger.facts).toEqual([]);
    chunks(buys('ada', 'o-1', january(1), 10_000));
    expect(reasons()).toEqual(['o-1-0-paid SUBJECT_ERASED']);
    expect(ledger.accounts.size).toBe(0);
  });

  it('takes along what waited: it is refused, named or not, whichever comes first', () => {
    chunks(sendsBack('o-1', 'rt-1', january(2), 100, { customerId: 'ada' }), takesBackReview('ada', 'r-1', january(2)));
    chunks(sendsBack('o-2', 'rt-2', january(2), 100), sendsBack('o-9', 'rt-9', january(2), 100));
    chunks(isErasedAt('ada', january(3)));
    expect(reasons()).toEqual(['rt-1 SUBJECT_ERASED', 'r-1-unpublished SUBJECT_ERASED']);
    chunks(buys('ada', 'o-2', january(1), 10_000), sendsBack('o-2', 'rt-3', january(4), 100));
    expect(reasons().slice(2)).toEqual(['o-2-0-paid SUBJECT_ERASED', 'rt-2 SUBJECT_ERASED', 'rt-3 SUBJECT_ERASED']);
    expect(ledger.parked.map(({ event }) => event.id)).toEqual(['rt-9']);
  });

  it('leaves the referrals of others and what they brought, on either side', () => {
    chunks(refers('anna', 'ada', 'f-1', january(1)), buys('ada', 'o-1', january(2), 10_000));
    chunks(refers('ada', 'cem', 'f-2', january(3)), isErasedAt('ada', january(4)));
    expect(pointsOf('anna')).toBe(50);
    chunks(buys('cem', 'o-2', january(5), 10_000), buys('anna', 'o-3', january(1), 10_000));
    expect([pointsOf('cem'), pointsOf('anna')]).toEqual([30, 60]);
  });

  it('stays without a word when something late corrects what the customer once had: it comes to 0 again', () => {
    chunks(refers('ada', 'cem', 'f-1', january(1)), refers('anna', 'ada', 'f-3', january(3)));
    chunks(buys('ada', 'o-1', january(4), 10_000));
    const ada = accountOf('ada');
    chunks(isErasedAt('ada', january(5)));
    expect([systemAccount('issuance'), systemAccount('breakage')]).toEqual([-80, 30]);
    const told = ledger.messages.length;
    // The earlier referral makes the one of anna a circle.
    chunks(refers('cem', 'anna', 'f-2', january(2)));
    expect(pointsOf('anna')).toBe(0);
    expect([systemAccount('issuance'), systemAccount('breakage'), postedFor(ada)]).toEqual([-10, 10, 0]);
    expect(new Set(ledger.messages.slice(told).map(({ subject }) => subject))).toEqual(new Set(['anna']));
  });

  it('takes the member out of a household, and returns what others had lent for a reservation', () => {
    chunks(
      buys('ada', 'o-1', january(1), 10_000),
      buys('ben', 'o-2', january(1), 20_000),
      buys('cem', 'o-3', january(1), 1_000),
    );
    ledger.command('ada', 'hh', at(2), (account) => ({
      ...{ kind: 'household', householdId: 'hh', pool: ['ada', 'ben', 'cem'].map(account) },
    }));
    ledger.command('ada', 'h-1', at(3), (account) => ({
      ...{
        kind: 'reservation',
        reservationId: 'h-1',
        points: 25n,
        until: at(365),
        pool: ['ada', 'ben', 'cem'].map(account),
      },
    }));
    const [ben, cem] = [accountOf('ben'), accountOf('cem')];
    chunks(isErasedAt('ada', january(4)));
    expect(ledger.member('ben')?.state.household?.members).toEqual([ben, cem]);
    expect([pointsOf('ben'), pointsOf('cem')]).toEqual([20, 1]);
    expect(ledger.member('ben')?.state.lent.size).toBe(0);
    expect(systemAccount('breakage')).toBe(10);
    expect(systemAccount('transit')).toBe(0);
  });

  it('lets others keep or give up what they hold of the points: what is given up goes to breakage', () => {
    chunks(buys('ada', 'o-1', january(1), 10_000), buys('ben', 'o-2', january(1), 1_000));
    const pool = (account: (customer: string) => string) => ['ada', 'ben'].map(account);
    ledger.command('ada', 'hh', at(2), (account) => ({ kind: 'household', householdId: 'hh', pool: pool(account) }));
    for (const id of ['h-1', 'h-2'])
      ledger.command('ben', id, at(3), (account) => ({
        ...{ kind: 'reservation', reservationId: id, points: 3n, until: at(365), pool: pool(account) },
      }));
    const ada = accountOf('ada');
    chunks(isErasedAt('ada', january(4)));
    expect(ledger.member('ben')?.state.household).toBeUndefined();
    expect(systemAccount('breakage')).toBe(5);
    for (const kind of ['reservation-release', 'reservation-commit'] as const)
      ledger.command('ben', kind, NOW + 1, (account) => ({
        ...{ kind, reservationId: kind === 'reservation-commit' ? 'h-1' : 'h-2', pool: [account('ben')] },
      }));
    expect(pointsOf('ben')).toBe(0);
    expect([systemAccount('redemption'), systemAccount('breakage'), systemAccount('transit')]).toEqual([3, 8, 0]);
    expect(postedFor(ada)).toBe(0);
  });

  it('of the record others were merged into forgets all of them: they are one person', () => {
    chunks(buys('a', 'o-1', january(1), 10_000), becomes('a', 'b', january(2)), becomes('b', 'c', january(3)));
    chunks(isErasedAt('c', january(4)));
    expect(ledger.accounts.size).toBe(0);
    expect(systemAccount('breakage')).toBe(10);
    expect(
      ledger.messages.filter(({ type }) => type === 'loyalty.customer.erased.v1').map(({ subject }) => subject),
    ).toEqual(['c', 'b', 'a']);
    chunks(buys('a', 'o-2', january(1), 10_000), sendsBack('o-1', 'rt-1', january(2), 100));
    expect(reasons()).toEqual(['o-2-0-paid SUBJECT_ERASED', 'rt-1 SUBJECT_ERASED']);
  });

  it('of a record that was merged before forgets this one alone: the points are those of the other, and so are its orders', () => {
    chunks(buys('a', 'o-1', january(1), 10_000), becomes('a', 'b', january(2)), isErasedAt('a', january(3)));
    expect([pointsOf('b'), systemAccount('breakage')]).toEqual([10, 0]);
    chunks(buys('a', 'o-2', january(1), 10_000), sendsBack('o-1', 'rt-1', january(4), 5_000));
    expect(reasons()).toEqual(['o-2-0-paid SUBJECT_ERASED']);
    expect([...ledger.accounts.keys()]).toEqual(['b']);
    expect(pointsOf('b')).toBe(5);
    chunks(buys('b', 'o-3', january(1), 10_000));
    expect(pointsOf('b')).toBe(15);
  });

  it('keeps no customer id in any fact', () => {
    chunks(
      buys('ada', 'o-1', january(1), 10_000),
      refers('ada', 'ben', 'f-1', january(1)),
      becomes('ben', 'cem', january(2)),
    );
    chunks(
      told(engagementRecorded, january(2), { customerId: 'ada', kind: 'x' }, 'e-1'),
      isErasedAt('ada', january(3)),
    );
    const decisions = ledger.facts.filter(({ event }) => event.type.startsWith('ledger.decision.'));
    expect(decisions).toHaveLength(2);
    expect(JSON.stringify(decisions.map(({ event }) => event.data))).not.toMatch(/ada|ben|cem/);
  });
});
