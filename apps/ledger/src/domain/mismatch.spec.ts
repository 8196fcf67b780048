import { instant, spendsAt, type Decision } from '@perennial/oracle';

import { LedgerTrial } from './ledger-trial.fixture.js';
import { copyState, withOne, type MemberState } from './member-state.js';
import { mismatchesIn, mismatchInWords, partsAmong, type Kept } from './mismatch.js';
import type { Member, Posted } from './posting/transfer.js';
import { toTheEnd } from './steps.js';

const DAY_MS = 86_400_000;

const redeemed: Decision = {
  ...{ kind: 'redemption', id: 'redeemed', at: instant('2027-03-02T00:00:00Z') },
  ...{ customerId: 'ann', rewardId: 'reward', points: 20 },
};
const held: Decision = {
  ...{ kind: 'reservation', id: 'held', at: instant('2027-03-03T00:00:00Z'), until: instant('2027-03-10T00:00:00Z') },
  ...{ customerId: 'ann', points: 5 },
};

/** Of one member: 100 points earned, 20 redeemed, 5 held. */
function stored(): { readonly trial: LedgerTrial; readonly member: Member; readonly posted: readonly Posted[] } {
  const trial = new LedgerTrial('travel-club', [redeemed, held], instant('2027-03-04T00:00:00Z'));
  for (const each of [spendsAt('fuel', 'ann', 'x-1', '2027-01-02T00:00:00Z', 20_000), redeemed, held])
    trial.arrive([each]);
  const member = trial.ledger.member('ann');
  if (!member) throw new Error('nobody knows ann');
  return { trial, member, posted: trial.ledger.posted(member.account) };
}

interface Changed {
  readonly state?: (state: MemberState) => void;
  readonly member?: Partial<Member>;
  readonly posted?: (each: Posted) => Posted;
}

/** What is found once that has been changed, in sentences about the account. */
function found({ state: change, member: more = {}, posted: booking = (each) => each }: Changed): string[] {
  const { trial, member, posted } = stored();
  const state = copyState(member.state);
  change?.(state);
  const kept: Kept = {
    members: new Map([[member.account, { ...member, state, ...more }]]),
    posted: new Map([[member.account, posted.map(booking)]]),
    past: trial.past(member.account),
  };
  const all = partsAmong(kept).flatMap((part) => toTheEnd(mismatchesIn(trial.ledger.programmes, part, kept)));
  return all.map((each) => mismatchInWords(each).replace(`account ${member.account}: `, ''));
}

const more = (kind: Posted['kind'], points: bigint) => (each: Posted) =>
  each.kind === kind ? { ...each, points: each.points + points } : each;

const LOT = '75 of partner-purchase for accrual:fuel:x-1 earned 2027-01-02T00:00:00.000Z by /shop fuel-x-1';
const award = 'partner-purchase of accrual:fuel:x-1 of fuel was booked with 101 points; its facts earn 100';
const spent = 'redemption of redemption:redeemed was booked with -21 points; its facts move -20';

describe('of a member that somebody changed', () => {
  const { member } = stored();
  const { balance } = member;
  const [[reservationId, reservation] = ['', undefined]] = member.state.reservations;

  it('nothing is found where nothing was', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Changed, readonly string[]]>([
    [
      'the balance',
      { state: (state) => (state.debt += 7n) },
      [
        'balance is stored as available 75, debt 7, pending 0, reserved 5; its facts come to available 75, debt 0, pending 0, reserved 5',
        'wallet is stored as available 75, debt 0, pending 0, reserved 5; its facts come to available 75, debt 7, pending 0, reserved 5',
      ],
    ],
    [
      'a sum',
      { state: ({ totals }) => (totals.earned += 1n) },
      [
        'totals is stored as adjusted 0, clawedBack 0, earned 101, expired 0, redeemed 20, reinstated 0, transferred 0; ' +
          'its facts come to adjusted 0, clawedBack 0, earned 100, expired 0, redeemed 20, reinstated 0, transferred 0',
      ],
    ],
    ['the tier', { state: ({ tier }) => (tier.held = 'gold') }, ['tier is stored as gold; its facts come to ']],
    [
      'the expiry of all points',
      { state: (state) => (state.expiresAll = (state.expiresAll ?? 0) + DAY_MS) },
      ['expiry of all points is stored as 2029-03-04T00:00:00.000Z; its facts come to 2029-03-03T00:00:00.000Z'],
    ],
    [
      'what the purchases of a year come to',
      {
        state: ({ tier }) => tier.credits.set({ thing: 'order:x', at: Date.parse('2027-01-05T00:00:00Z'), points: 7n }),
      },
      ['qualifying points is stored as 7; its facts come to 0'],
    ],
    [
      'until when points are held',
      {
        state: (state) => {
          const longer = reservation && { ...reservation, until: reservation.until + DAY_MS };
          if (longer) state.reservations = withOne(state.reservations, reservationId, longer);
        },
      },
      [
        'reservations is stored as held until 2027-03-11T00:00:00.000Z; its facts come to held until 2027-03-10T00:00:00.000Z',
      ],
    ],
    [
      'the dates of a lot',
      {
        state: ({ lots }) => {
          for (const [key, lot] of [...lots.atHand()]) lots.set(key, { ...lot, availableAt: lot.availableAt - DAY_MS });
        },
      },
      [
        `lots is stored as ${LOT} available from 2027-01-15T00:00:00.000Z until ever; ` +
          `its facts come to ${LOT} available from 2027-01-16T00:00:00.000Z until ever`,
      ],
    ],
    [
      'a part of the wallet',
      { member: { balance: { ...balance, available: 74n, reserved: 6n } } },
      [
        'wallet is stored as available 74, debt 0, pending 0, reserved 6; its facts come to available 75, debt 0, pending 0, reserved 5',
      ],
    ],
    [
      'the sum of the wallet',
      { member: { balance: { ...balance, available: 76n } } },
      [
        'wallet is stored as available 76, debt 0, pending 0, reserved 5; its facts come to available 75, debt 0, pending 0, reserved 5',
        'what was posted is stored as 80; its wallet has 81',
      ],
    ],
    [
      'the tier last told of',
      { member: { tier: 'gold' } },
      ['the tier last told of is stored as gold; its facts come to '],
    ],
    ['an award', { posted: more('award', 1n) }, ['what was posted is stored as 81; its wallet has 80', award]],
    [
      'a redemption',
      { posted: more('redemption', -1n) },
      ['what was posted is stored as 79; its wallet has 80', spent],
    ],
    [
      'an award that a redemption undoes',
      { posted: (each) => more('redemption', -1n)(more('award', 1n)(each)) },
      [award, spent],
    ],
  ])('%s is named', (_what, changed, named) => {
    expect(found(changed)).toEqual(named);
  });
});

it('nothing is found once a reservation has lapsed that held points of another member of the household', () => {
  const home: Decision = {
    kind: 'household',
    id: 'home',
    at: instant('2027-03-01T00:00:00Z'),
    members: ['ann', 'ben'],
  };
  const ofBoth = { ...held, points: 150 } as Decision;
  const trial = new LedgerTrial('travel-club', [home, ofBoth], instant('2027-03-04T00:00:00Z'));
  const earns = (customerId: string, id: string) => spendsAt('fuel', customerId, id, '2027-01-02T00:00:00Z', 20_000);
  for (const each of [earns('ann', 'x-1'), earns('ben', 'x-2'), home, ofBoth]) trial.arrive([each]);
  expect(trial.ledger.member('ben')?.balance.available).toBe(50n);
  trial.ledger.tick(instant('2027-03-11T00:00:00Z'));
  expect(trial.ledger.member('ben')?.balance.available).toBe(100n);
  const kept = trial.kept();
  expect(partsAmong(kept).flatMap((part) => toTheEnd(mismatchesIn(trial.ledger.programmes, part, kept)))).toEqual([]);
});
