import fc from 'fast-check';

import { branches, type Branch } from './branches.fixture.js';
import { historyOf } from './growth.fixture.js';
import { histories } from './histories.fixture.js';
import type { ExpectedMember } from './history.fixture.js';
import { expectedOf } from './oracle.fixture.js';

const SEED = 20270301;
const RUNS = 500;

describe.each(['jeweller', 'travel-club'] as const)('500 histories of the %s', (programme) => {
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
      fc.property(histories(programme, { openReadings: true }), (generated) => {
        const history = historyOf(generated);
        for (const asOf of generated.asOf) expectedOf(programme, history, asOf).members.forEach(check);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
