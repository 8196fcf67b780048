import fc from 'fast-check';

import { judgeAll, judgeNext, wayUp, type JudgedReferral, type Referral } from './referral-graph.js';

let last = 0;
const referral = (referrer: string, referee: string, at: number, boughtBefore = false): Referral => {
  const id = `f${(last += 1)}`;
  return { at, source: '/shop', id, referralId: id, referrer, referee, boughtBefore };
};
const verdicts = (referrals: readonly Referral[]) => {
  const judged = judgeAll(referrals);
  return referrals.map((each) => judged.get(each));
};

describe('the graph of referrals', () => {
  it('accepts one referrer per referee, the first in order of things, whichever is listed first', () => {
    expect(verdicts([referral('b', 'x', 2), referral('a', 'x', 1), referral('c', 'x', 3)])).toEqual([
      'already-referred',
      'accepted',
      'already-referred',
    ]);
  });

  it('refuses oneself, and who had bought before', () => {
    expect(verdicts([referral('a', 'a', 1), referral('a', 'b', 2, true)])).toEqual([
      'self-referral',
      'existing-customer',
    ]);
  });

  it('refuses what closes a circle, over any number of steps', () => {
    expect(
      verdicts([referral('a', 'b', 1), referral('b', 'c', 2), referral('c', 'd', 3), referral('d', 'a', 4)]),
    ).toEqual(['accepted', 'accepted', 'accepted', 'referral-cycle']);
  });

  it('a refused one does not count: neither as the first of its referee nor as a step of a circle', () => {
    expect(verdicts([referral('a', 'b', 1, true), referral('c', 'b', 2), referral('b', 'a', 3)])).toEqual([
      'existing-customer',
      'accepted',
      'accepted',
    ]);
  });

  it('judging one more gives what judging all gives, or says that it cannot', () => {
    const member = fc.constantFrom('a', 'b', 'c', 'd');
    const edge = fc.record({
      referrer: member,
      referee: member,
      at: fc.integer({ min: 0, max: 9 }),
      boughtBefore: fc.constantFrom(false, false, false, true),
    });
    let judgedAlone = 0;
    fc.assert(
      fc.property(fc.array(edge, { minLength: 1, maxLength: 7 }), (edges) => {
        const [next, ...known] = edges.map(({ referrer, referee, at, boughtBefore }) =>
          referral(referrer, referee, at, boughtBefore),
        );
        const before = judgeAll(known);
        const judged = known.map((each): JudgedReferral => ({ ...each, verdict: before.get(each) ?? 'accepted' }));
        const accepted = new Map(
          judged.filter(({ verdict }) => verdict === 'accepted').map((each) => [each.referee, each]),
        );
        const verdict = judgeNext(
          next!,
          known.filter(({ referee }) => referee === next!.referee),
          accepted,
        );
        if (verdict === undefined) return;
        judgedAlone += 1;
        const after = judgeAll([...known, next!]);
        expect(after.get(next!)).toBe(verdict);
        expect(known.map((each) => after.get(each))).toEqual(known.map((each) => before.get(each)));
      }),
      { numRuns: 1000 },
    );
    expect(judgedAlone).toBeGreaterThan(200);
  });

  it('goes up from a member as far as it leads, also where merged records have it come round', () => {
    const [ab, bc, ca] = [referral('a', 'b', 1), referral('b', 'c', 2), referral('c', 'a', 3)].map(
      (each): JudgedReferral => ({ ...each, verdict: 'accepted' }),
    );
    const upTo = (...accepted: readonly (JudgedReferral | undefined)[]) =>
      wayUp('c', new Map(accepted.flatMap((each) => (each ? [[each.referee, each]] : []))));
    expect(upTo(ab, bc)).toEqual([bc, ab]);
    expect(upTo(ab, bc, ca)).toEqual([bc, ab, ca]);
  });
});
