import fc from 'fast-check';

import type { Evaluated } from './logged-decisions.js';
import { offPolicyEstimates } from './off-policy.js';
import { uniformOf } from './uniform.js';

/** A .5 1, A .5 0, B .25 1, B .25 0, C .25 0, A .5 1, C .25 1, B .25 0: offer, propensity, reward. */
const worked: Evaluated = {
  actions: 3,
  chosen: Int32Array.of(0, 0, 1, 1, 2, 0, 2, 1),
  reward: Float64Array.of(1, 0, 1, 0, 0, 1, 1, 0),
  propensity: Float64Array.of(0.5, 0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.25),
  target: Float64Array.of(0.2, 0.7, 0.1),
  model: Float64Array.of(0.6, 0.35, 0.4),
};

function estimated(evaluated: Evaluated, effectiveMin = 0) {
  const found = offPolicyEstimates(evaluated, { effectiveMin });
  if (!found.estimated) throw new Error(found.detail);
  return found;
}

/** An answer whose sums may have been taken in another order. Not by digits: a bound is a difference, maybe of next to nothing. */
function nearly(answer: object): object {
  const near = (value: unknown): unknown =>
    typeof value === 'number' ? expect.closeTo(value, 9) : typeof value === 'object' && value ? nearly(value) : value;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, near(value)]));
}

describe('what another policy would have come to', () => {
  it('is by the worked log: IPS .5, SNIPS .384615, DM .405, DR .4075, effective decisions 4.4474', () => {
    const found = estimated(worked);
    expect(found.ips.value).toBeCloseTo(0.5, 12);
    expect(found.snips.value).toBeCloseTo(0.384615, 6);
    expect(found.directMethod).toBeCloseTo(0.405, 12);
    expect(found.doublyRobust?.value).toBeCloseTo(0.4075, 12);
    expect(found.effectiveDecisions).toBeCloseTo(4.4474, 4);
    expect(found.meanWeight.value).toBeCloseTo(1.3, 12);
  });

  it('is the same when the probabilities are given decision by decision', () => {
    const repeated = (row: Float64Array) => Float64Array.from({ length: 24 }, (_, i) => row[i % 3]!);
    const each = { ...worked, target: repeated(worked.target), model: repeated(worked.model!) };
    expect(offPolicyEstimates(each, { effectiveMin: 0 })).toEqual(offPolicyEstimates(worked, { effectiveMin: 0 }));
  });

  it('is the same when decisions that are alike are told once, with how many they are', () => {
    const row = fc.record({
      chosen: fc.integer({ min: 0, max: 2 }),
      reward: fc.constantFrom(0, 1),
      propensity: fc.constantFrom(0.2, 0.5, 1),
      times: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
        const logOf = (decisions: typeof rows): Evaluated => ({
          ...worked,
          chosen: Int32Array.from(decisions, ({ chosen }) => chosen),
          reward: Float64Array.from(decisions, ({ reward }) => reward),
          propensity: Float64Array.from(decisions, ({ propensity }) => propensity),
        });
        const [alike, each] = [
          estimated({ ...logOf(rows), times: Float64Array.from(rows, ({ times }) => times) }),
          estimated(logOf(rows.flatMap((decision) => Array.from({ length: decision.times }, () => decision)))),
        ];
        expect(alike).toEqual(nearly(each));
      }),
    );
  });

  it('is refused below 100 effective decisions, and below 1 % of them, with the reason', () => {
    expect(offPolicyEstimates(worked)).toEqual({
      estimated: false,
      reason: 'too-few-effective',
      detail: '8 decisions tell as much of the other policy as 4.4 of its own would; 100 are needed',
      decisions: 8,
      effectiveDecisions: expect.closeTo(4.4474, 4),
      effectiveMin: 100,
    });
    const n = 30_000;
    const rare = (chosen: number): Evaluated => ({
      actions: 2,
      chosen: Int32Array.from({ length: n }, (_, i) => (i < chosen ? 1 : 0)),
      reward: new Float64Array(n),
      propensity: new Float64Array(n).fill(0.5),
      target: Float64Array.of(0, 1),
    });
    expect(offPolicyEstimates(rare(299))).toMatchObject({
      estimated: false,
      effectiveDecisions: 299,
      effectiveMin: 300,
    });
    expect(offPolicyEstimates(rare(300))).toMatchObject({ estimated: true, effectiveDecisions: 300 });
  });

  it('is refused where the other policy never does what was done, and where nothing was logged, even without a floor', () => {
    const never = { ...worked, chosen: new Int32Array(8), target: Float64Array.of(0, 1, 0) };
    expect(offPolicyEstimates(never, { effectiveMin: 0 })).toMatchObject({ estimated: false, effectiveDecisions: 0 });
    const none = new Float64Array(0);
    const empty = { actions: 3, chosen: new Int32Array(0), reward: none, propensity: none, target: worked.target };
    expect(offPolicyEstimates(empty)).toMatchObject({ estimated: false, decisions: 0, effectiveDecisions: 0 });
  });

  it('is told without a model, too', () => {
    const { model: _, ...log } = worked;
    expect(estimated(log)).toMatchObject({ directMethod: null, doublyRobust: null, ips: estimated(worked).ips });
  });

  it('is the mean reward of the log when the policy is the one that was in force', () => {
    const reward = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(reward, fc.integer({ min: 0, max: 2 })), { minLength: 1 }), (rows) => {
        const log: Evaluated = {
          ...worked,
          chosen: Int32Array.from(rows, ([, chosen]) => chosen),
          reward: Float64Array.from(rows, ([of]) => of),
          propensity: Float64Array.from(rows, ([, chosen]) => worked.target[chosen]!),
        };
        const mean = log.reward.reduce((sum, of) => sum + of, 0) / rows.length;
        const found = estimated(log);
        expect(found.ips.value).toBeCloseTo(mean, 9);
        expect(found.snips.value).toBeCloseTo(mean, 9);
        expect(found.effectiveDecisions).toBeCloseTo(rows.length, 9);
      }),
    );
  });

  it('is within its interval of 95 % in 93 to 97 of 100 logs: IPS, SNIPS and doubly robust', () => {
    const uniform = uniformOf(11);
    const [rates, logging, target] = [
      [0.3, 0.1, 0.2],
      [0.5, 0.25, 0.25],
      [0.2, 0.3, 0.5],
    ];
    const truth = rates.reduce((sum, rate, action) => sum + rate * target[action]!, 0);
    const covered = { ips: 0, snips: 0, doublyRobust: 0 };
    const [logs, n] = [1_000, 500];
    for (let log = 0; log < logs; log++) {
      const chosen = Int32Array.from({ length: n }, () => {
        const lot = uniform();
        return lot < 0.5 ? 0 : lot < 0.75 ? 1 : 2;
      });
      const found = estimated({
        actions: 3,
        chosen,
        reward: Float64Array.from(chosen, (action) => (uniform() < rates[action]! ? 1 : 0)),
        propensity: Float64Array.from(chosen, (action) => logging[action]!),
        target: Float64Array.from(target),
        model: Float64Array.of(0.25, 0.15, 0.15),
      });
      for (const name of ['ips', 'snips', 'doublyRobust'] as const)
        if (found[name]!.low! <= truth && truth <= found[name]!.high!) covered[name] += 1;
    }
    for (const count of Object.values(covered)) {
      expect(count / logs).toBeGreaterThanOrEqual(0.93);
      expect(count / logs).toBeLessThanOrEqual(0.97);
    }
  });

  it.each([
    ['a propensity of 0', { propensity: new Float64Array(8) }, 'propensity of decision 0'],
    ['an offer that there is not', { chosen: new Int32Array(8).fill(3) }, 'decision 0 chose offer 3'],
    ['a target that sums to .9', { target: Float64Array.of(0.2, 0.6, 0.1) }, 'row 0 of the target'],
    ['a table of another size', { model: Float64Array.of(1, 2) }, 'a table of 3 offers'],
    ['fewer rewards', { reward: new Float64Array(7) }, '8 choices'],
    ['half a decision', { times: new Float64Array(8).fill(0.5) }, 'a whole number of times'],
    ['a reward that is none', { reward: new Float64Array(8).fill(NaN) }, 'the reward of decision 0'],
  ])('is refused with %s', (_title, change, message) => {
    expect(() => offPolicyEstimates({ ...worked, ...change })).toThrow(message);
  });
});
