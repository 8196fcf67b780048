import fc from 'fast-check';

import { branches, type Branch } from './branches.js';
import { historyOf } from './growth.js';
import { arrivals, histories } from './histories.js';
import { programmeIds, type ExpectedMember } from './history.js';
import { expectedOf } from './oracle.js';

const SEED = 20270301;
/** As many as it takes to meet what is rare. */
const RUNS = 500;
/** For what holds of each. */
const FEWER = 100;

describe.each(programmeIds)('random histories of the %s', (programme) => {
  it('take every branch of the rules at least once', () => {
    const taken = new Map<Branch, number>();
    fc.assert(
      fc.property(histories(programme), (generated) => {
        const history = historyOf(generated);
        const here = new Set<Branch>();
        expectedOf(programme, history, generated.asOf.at(-1)!, (branch) => here.add(branch));
        for (const branch of here) taken.set(branch, (taken.get(branch) ?? 0) + 1);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(branches[programme].filter((branch) => !taken.has(branch))).toEqual([]);
  });

  it('keep every decision at an instant of its own', () => {
    fc.assert(
      fc.property(histories(programme), ({ decisions }) => {
        const instants = decisions.flatMap((one) => [
          one.at,
          ...(one.kind === 'reservation' ? [one.until, one.commit?.at ?? NaN, one.release?.at ?? NaN] : []),
        ]);
        const known = instants.filter((at) => !Number.isNaN(at));
        expect(new Set(known).size).toBe(known.length);
      }),
      { seed: SEED, numRuns: FEWER },
    );
  });

  it('balance for every member at every instant, and never hold both points to spend and debt', () => {
    const check = (member: ExpectedMember) => {
      const { available, pending, reserved, debt, earned, redeemed, expired, clawedBack } = member;
      const { adjustments, transfers, reinstated, lots } = member;
      expect(available + pending + reserved - debt).toBe(
        earned - redeemed - expired - clawedBack + adjustments + transfers + reinstated,
      );
      expect(Math.min(available, debt)).toBe(0);
      expect(lots.reduce((sum, { points }) => sum + points, 0)).toBe(available + pending);
      for (const part of [available, pending, reserved, debt, earned, redeemed, expired, clawedBack, reinstated])
        expect(part).toBeGreaterThanOrEqual(0);
    };
    fc.assert(
      fc.property(histories(programme), (generated) => {
        const history = historyOf(generated);
        for (const asOf of generated.asOf) expectedOf(programme, history, asOf).members.forEach(check);
      }),
      { seed: SEED, numRuns: FEWER },
    );
  });

  it('come to the same in whatever order they are told', () => {
    const told = histories(programme).chain((generated) => {
      const { events, decisions } = historyOf(generated);
      return fc.tuple(fc.constant(generated), arrivals([...events, ...decisions]));
    });
    fc.assert(
      fc.property(told, ([generated, chunks]) => {
        const facts = [...new Set(chunks.flat())];
        const shuffled = {
          events: facts.filter((fact) => 'data' in fact),
          decisions: facts.filter((fact) => 'kind' in fact),
        };
        for (const asOf of generated.asOf.slice(0, 1)) {
          const { members, referrals } = expectedOf(programme, shuffled, asOf);
          const asGrown = expectedOf(programme, historyOf(generated), asOf);
          expect(Object.fromEntries(members)).toEqual(Object.fromEntries(asGrown.members));
          expect(Object.fromEntries(referrals)).toEqual(Object.fromEntries(asGrown.referrals));
        }
      }),
      { seed: SEED, numRuns: FEWER },
    );
  });
});
