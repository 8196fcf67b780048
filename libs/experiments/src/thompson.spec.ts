import fc from 'fast-check';

import { probabilitySecondBetter } from './posterior.js';
import { PROPENSITY_MIN, ThompsonSampling, type Arm, type Policy } from './thompson.js';

const arm = (id: string, a: number, b: number, margin = 1, cost = 0): Arm => ({
  id,
  posterior: { kind: 'beta', a, b },
  margin,
  cost,
});
const policyOf = (arms: readonly Arm[], draws = 20_000): Policy => ({ version: 'v1', arms, draws, drawSeed: 42 });
const [low, high] = [arm('low', 21, 181), arm('high', 31, 171)];
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('choosing among offers', () => {
  const policy = policyOf([low, high, arm('hopeless', 1, 1_000)]);

  it('gives all that is needed to compute the decision again, to the bit, in whatever order the offers are named', () => {
    const sampling = new ThompsonSampling(policy);
    fc.assert(
      fc.property(seeds, fc.shuffledSubarray(['low', 'high', 'hopeless'], { minLength: 1 }), (seed, eligible) => {
        const choice = sampling.choose(eligible, seed);
        expect(choice).toEqual({
          policyVersion: 'v1',
          eligible: [...eligible].sort(),
          chosen: expect.any(String),
          propensity: expect.any(Number),
          seed,
        });
        // As it is kept: JSON, and a policy that was built anew.
        const kept: typeof choice = JSON.parse(JSON.stringify(choice));
        expect(new ThompsonSampling(policyOf(policy.arms, 100)).choose(kept.eligible, kept.seed).chosen).toBe(
          kept.chosen,
        );
        if (seed % 20 === 0) expect(new ThompsonSampling(policy).choose(kept.eligible, kept.seed)).toEqual(kept);
      }),
    );
  });

  it('tells how likely each is, as the closed sum says: .933305 to 3 standard errors of 20,000 draws', () => {
    const shares = new ThompsonSampling(policy).propensities(['high', 'low']);
    const exact = probabilitySecondBetter({ kind: 'beta', a: 21, b: 181 }, { kind: 'beta', a: 31, b: 171 });
    expect(Math.abs(shares.get('high')! - exact)).toBeLessThan(3 * Math.sqrt((exact * (1 - exact)) / 20_000));
    expect(shares.get('high')! + shares.get('low')!).toBeCloseTo(1, 12);
  });

  it('chooses as often as the propensities say', () => {
    const sampling = new ThompsonSampling(policy);
    const chosen = Array.from({ length: 5_000 }, (_, seed) => sampling.choose(['high', 'low'], seed).chosen);
    const share = chosen.filter((id) => id === 'low').length / 5_000;
    expect(Math.abs(share - 0.0667)).toBeLessThan(4 * Math.sqrt((0.0667 * 0.9333) / 5_000));
  });

  it('still tries what cannot win, once in 10,000 decisions, and says so: propensity 1e-4', () => {
    const sampling = new ThompsonSampling(policy);
    expect(sampling.propensities(['high', 'hopeless']).get('hopeless')).toBe(PROPENSITY_MIN);
    const ids = Array.from({ length: 30_000 }, (_, seed) => sampling.choose(['high', 'hopeless'], seed).chosen);
    const tried = ids.filter((id) => id === 'hopeless').length;
    expect(tried).toBeGreaterThan(0);
    expect(tried).toBeLessThan(12);
  });

  it('tries each as often as the floor says, where that is more: 1 % of decisions, and propensity .01', () => {
    const sampling = new ThompsonSampling({ ...policy, floor: 0.01 });
    expect(sampling.propensities(['high', 'hopeless']).get('hopeless')).toBe(0.01);
    const ids = Array.from({ length: 20_000 }, (_, seed) => sampling.choose(['high', 'hopeless'], seed).chosen);
    const share = ids.filter((id) => id === 'hopeless').length / 20_000;
    expect(Math.abs(share - 0.01)).toBeLessThan(4 * Math.sqrt((0.01 * 0.99) / 20_000));
  });

  it('has propensities from 1e-4 to 1 that sum to 1, whatever is known', () => {
    const parameter = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    const money = fc.double({ min: 0, max: 1e6, noNaN: true });
    const arms = fc.array(fc.tuple(parameter, parameter, money, money), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(arms, seeds, (rows, seed) => {
        const sampling = new ThompsonSampling(
          policyOf(
            rows.map((row, i) => arm(`${i}`, ...row)),
            50,
          ),
        );
        const ids = rows.map((_, i) => `${i}`);
        const shares = [...sampling.propensities(ids).values()];
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(PROPENSITY_MIN);
        const { chosen, propensity } = sampling.choose(ids, seed);
        expect(propensity).toBe(sampling.propensities(ids).get(chosen));
      }),
    );
  });

  it('weighs margin and cost: twice the rate at a third of the margin loses, and what costs more than it brings is not sent', () => {
    const certain = (id: string, rate: number, margin: number, cost: number) =>
      arm(id, rate * 1e7, (1 - rate) * 1e7, margin, cost);
    const best = (arms: readonly Arm[]) => {
      const shares = [...new ThompsonSampling(policyOf(arms, 200)).propensities(arms.map(({ id }) => id))];
      return shares.sort((one, other) => other[1] - one[1])[0]![0];
    };
    const nothing = certain('nothing', 0.5, 0, 0);
    expect(best([certain('often', 0.2, 1_000, 0), certain('seldom', 0.1, 3_000, 0)])).toBe('seldom');
    expect(best([certain('dear', 0.2, 1_000, 190), certain('cheap', 0.1, 1_000, 10)])).toBe('cheap');
    expect(best([certain('dear', 0.2, 1_000, 201), nothing])).toBe('nothing');
    expect(best([certain('dear', 0.2, 1_000, 199), nothing])).toBe('dear');
  });

  it('knows rewards that are amounts: with equal means the one of which less is known is tried more than when both are known well', () => {
    const amount = (id: string, mean: number, weight: number): Arm => ({
      id,
      posterior: { kind: 'gaussian', mean, weight, shape: 2 + weight / 2, rate: 50 * (2 + weight / 2) },
      margin: 0.3,
      cost: 0,
    });
    const shareOfWorse = (weight: number) =>
      new ThompsonSampling(policyOf([amount('better', 22, 1_000), amount('worse', 20, weight)]))
        .propensities(['better', 'worse'])
        .get('worse')!;
    expect(shareOfWorse(2)).toBeGreaterThan(0.25);
    expect(shareOfWorse(1_000)).toBe(PROPENSITY_MIN);
  });

  it('is refused where nothing, something unknown or too much is eligible', () => {
    const sampling = new ThompsonSampling(policy);
    expect(() => sampling.choose([], 1)).toThrow('there must be an offer');
    expect(() => sampling.choose(['high', 'gone'], 1)).toThrow('offer gone is not of policy v1');
    expect(() => sampling.choose(['high'], 1.5)).toThrow('seed');
    expect(() => new ThompsonSampling(policyOf([low, low]))).toThrow('an id of its own');
    expect(() => new ThompsonSampling(policyOf([low], 0))).toThrow('draws');
    expect(() => new ThompsonSampling({ ...policy, floor: 0 })).toThrow('the floor must be 0.0001 or more');
    const many = Array.from({ length: 10_000 }, (_, i) => arm(`${i}`, 1, 1));
    expect(() => new ThompsonSampling(policyOf(many, 1)).propensities(many.map(({ id }) => id))).toThrow('too many');
  });
});
