import { loadProgramme, sinceAlways } from '@perennial/programme';
import { fileURLToPath } from 'node:url';

import { DAY_MS } from './calendar.js';
import type { Lot } from './lot.js';
import { balanceOf, newMember, type MemberState } from './member-state.js';
import { clawBack, draw, goneAt, putBack, putIn } from './wallet.js';
import { newWorld, type World } from './world.js';

const jeweller = loadProgramme(fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url)));

const START = Date.parse('2027-01-01T00:00:00Z');
const day = (days: number) => START + days * DAY_MS;

function lot(
  thing: string,
  { earned = 0, expires, pending = false }: { earned?: number; expires?: number; pending?: boolean } = {},
): Lot {
  return {
    ...{ rule: 'purchase', thing, earned: { at: day(earned), source: '/shop', id: thing }, availableAt: day(earned) },
    ...(expires === undefined ? {} : { expiresAt: day(expires) }),
    ...{ points: 0n, pending, expired: 0n, forgiven: 0n },
  };
}

function wallet(...lots: readonly (readonly [Lot, bigint])[]): MemberState {
  const state = newMember(jeweller);
  for (const [each, points] of lots) putIn(state, each, points);
  return state;
}

const held = ({ lots }: MemberState) =>
  Object.fromEntries(
    [...lots.values()].filter(({ points }) => points > 0n).map(({ thing, points }) => [thing, points]),
  );

describe('a draw', () => {
  it('takes from what expires soonest, then from what was earned earliest, and last from what never expires', () => {
    const state = wallet(
      [lot('never'), 5n],
      [lot('late', { earned: 1, expires: 90 }), 5n],
      [lot('younger', { earned: 3, expires: 60 }), 5n],
      [lot('older', { earned: 2, expires: 60 }), 5n],
    );
    const { draws, missing } = draw(state, 17n);
    expect(draws.map(({ lot: { thing }, points }) => [thing, points])).toEqual([
      ['older', 5n],
      ['younger', 5n],
      ['late', 5n],
      ['never', 2n],
    ]);
    expect(missing).toBe(0n);
    expect(held(state)).toEqual({ never: 3n });
  });

  it('takes from the same lots in whatever order they were stored, also when one event earned two', () => {
    const [one, other] = [lot('a', { expires: 60 }), { ...lot('a', { expires: 60 }), rule: 'referral-referee' }];
    const drawn = (state: MemberState) => draw(state, 5n).draws.map(({ lot: { rule }, points }) => [rule, points]);
    expect(drawn(wallet([one, 5n], [other, 5n]))).toEqual([['purchase', 5n]]);
    expect(drawn(wallet([other, 5n], [one, 5n]))).toEqual([['purchase', 5n]]);
  });

  it('says what is missing, and leaves what is pending alone', () => {
    const state = wallet([lot('a', { expires: 60 }), 5n], [lot('pending', { expires: 30, pending: true }), 9n]);
    expect(draw(state, 8n).missing).toBe(3n);
    expect(held(state)).toEqual({ pending: 9n });
  });

  it('takes nothing for 0 points', () => {
    expect(draw(wallet([lot('a'), 5n]), 0n)).toEqual({ draws: [], missing: 0n });
  });

  it('goes back to its lot, and stays gone when that has expired: at that very instant too', () => {
    const state = wallet([lot('a', { expires: 60 }), 5n]);
    const [taken] = draw(state, 5n).draws;
    expect(putBack(state, taken!, 2n, day(60) - 1)).toBe('back');
    expect(putBack(state, taken!, 3n, day(60))).toBe('gone');
    expect(held(state)).toEqual({ a: 2n });
  });
});

describe('a debt', () => {
  it('is repaid by what can be spent, as soon as it can be spent, and a credit goes in whole', () => {
    const state = wallet([lot('pending', { pending: true }), 4n]);
    state.debt = 10n;
    putIn(state, lot('a'), 7n);
    expect(balanceOf(state)).toEqual({ available: 0n, pending: 4n, reserved: 0n, debt: 3n });
    putIn(state, lot('b'), 5n);
    expect(balanceOf(state)).toEqual({ available: 2n, pending: 4n, reserved: 0n, debt: 0n });
  });
});

describe('a clawback', () => {
  let world: World;
  const take = (state: MemberState, thing: string, points: bigint) => {
    world = newWorld(sinceAlways(jeweller));
    const place = { at: day(20), source: '/shop', id: 'back' };
    return clawBack(
      world,
      state,
      { account: 'a', at: day(20), because: place, programmeVersion: 1 },
      'purchase',
      thing,
      points,
    );
  };

  it('takes from its own lot, then from what expires soonest, and owes the rest', () => {
    const state = wallet([lot('own', { expires: 90 }), 5n], [lot('soon', { expires: 30 }), 3n]);
    expect(take(state, 'own', 6n)).toBe(6n);
    expect(held(state)).toEqual({ soon: 2n });
    expect(take(state, 'own', 4n)).toBe(4n);
    expect(balanceOf(state)).toMatchObject({ available: 0n, debt: 2n });
    expect(state.totals.clawedBack).toBe(10n);
  });

  it('counts points of its own lot that have expired as given back, each once', () => {
    const state = wallet([lot('other'), 9n]);
    putIn(state, { ...lot('own', { expires: 10 }), expired: 5n }, 0n);
    expect(take(state, 'own', 4n)).toBe(0n);
    expect(take(state, 'own', 4n)).toBe(3n);
    expect(held(state)).toEqual({ other: 6n });
    expect(state.totals.clawedBack).toBe(3n);
  });

  it('is the only one that takes pending points, and only those of its own order', () => {
    const state = wallet([lot('own', { pending: true }), 5n], [lot('other', { pending: true }), 5n]);
    expect(take(state, 'own', 7n)).toBe(7n);
    expect(balanceOf(state)).toEqual({ available: 0n, pending: 5n, reserved: 0n, debt: 2n });
    expect(world.movements.map(({ part, points }) => [part, points])).toEqual([
      ['pending', -5n],
      ['available', -2n],
    ]);
  });
});

describe('a lot', () => {
  it('is gone at a date of its own, else with all others, else never', () => {
    const state = newMember(jeweller);
    expect(goneAt(state, lot('a'))).toBe(Infinity);
    state.expiresAll = day(50);
    expect([goneAt(state, lot('a')), goneAt(state, lot('b', { expires: 60 }))]).toEqual([day(50), day(60)]);
  });
});
