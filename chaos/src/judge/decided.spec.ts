import type { AnsweredDecision } from '../load/decisions.js';
import { decidedBy, type KeptDecision } from './decided.js';

const redeemed: AnsweredDecision = {
  ...{ history: 'h0', kind: 'redemption', customerId: 'h0-ann', path: '/v1/members/h0-ann/redemptions', key: 'k-1' },
  ...{ body: { rewardId: 'gift-box' }, status: 201, answer: { redemptionId: 'r-1', points: 50 } },
};
const kept: KeptDecision = { id: 'r-1', at: 1_000, kind: 'redemption', about: 'r-1' };

describe('what was answered and what is kept', () => {
  it('are one where each granted decision is kept once; a refused one is not', () => {
    const refused = { ...redeemed, key: 'k-2', status: 409, answer: { code: 'INSUFFICIENT_POINTS' } };
    const { byHistory, contradictions } = decidedBy([redeemed, refused], [kept]);
    expect(contradictions).toEqual([]);
    expect(byHistory.get('h0')).toEqual([
      { kind: 'redemption', id: 'r-1', at: 1_000, customerId: 'h0-ann', rewardId: 'gift-box', points: 50 },
    ]);
  });

  it.each([
    ['granted and not kept', [redeemed], [], /is kept 0 times/],
    ['granted once and kept twice', [redeemed], [kept, { ...kept, at: 2_000 }], /is kept 2 times/],
    ['kept, and nobody was told', [], [kept], /nobody was told of it/],
  ])('contradict each other where one is %s', (_what, answered, ledger, words) => {
    expect(decidedBy(answered, ledger).contradictions).toEqual([expect.stringMatching(words)]);
  });

  it('puts the end of a reservation where the oracle has it', () => {
    const until = '2036-07-15T12:00:00.000Z';
    const reserved: AnsweredDecision = {
      ...redeemed,
      ...{ kind: 'reservation', body: { points: 5 }, answer: { reservationId: 'v-1', points: 5, until } },
    };
    const committed: AnsweredDecision = {
      ...redeemed,
      ...{ kind: 'commit', key: 'k-3', status: 200, answer: { reservationId: 'v-1', points: 5 } },
    };
    const { byHistory, contradictions } = decidedBy(
      [reserved, committed],
      [
        { id: 'v-1', at: 1_000, kind: 'reservation', about: 'v-1' },
        { id: 'other', at: 2_000, kind: 'reservation-commit', about: 'v-1' },
      ],
    );
    expect(contradictions).toEqual([]);
    expect(byHistory.get('h0')).toMatchObject([
      { kind: 'reservation', id: 'v-1', until: Date.parse(until), commit: { id: 'other', at: 2_000 } },
    ]);
  });
});
