import { lookAtMeans, lookAtProportions, type LookSettings } from './always-valid.js';
import { adjustedLift } from './cuped.js';
import { liftOfMeans } from './lift-of-means.js';
import { liftOfProportions } from './lift-of-proportions.js';
import type { Lift } from './lift.js';
import { effectOnMean, effectOnRate, powerOf, sampleSize } from './power.js';
import { conversions, revenues, shareOf, spends, type Shape } from './simulated-campaigns.fixture.js';
import { uniformOf } from './uniform.js';

// The figures of docs/experiments.md: printed with PERENNIAL_FIGURES=1.
const figures: Record<string, Record<string, number>> = {};
afterAll(() => {
  if (process.env['PERENNIAL_FIGURES']) console.log(JSON.stringify(figures, null, 2));
});

const CAMPAIGNS = 1_000;
const BASELINE = 0.05;
const covers = ({ low, high }: { low: number | null; high: number | null }, truth: number) =>
  low !== null && high !== null && low <= truth && truth <= high;
const finds = ({ p }: Pick<Lift, 'p'>) => p !== null && p <= 0.05;

/** Of campaigns that are looked at after every batch: how often each way found a lift, and the always-valid intervals all held it. */
function watched(shape: Shape, treatedRate: number, seed: number, settings: LookSettings = {}) {
  const uniform = uniformOf(seed);
  const found = { 'always valid': 0, 'single look': 0, 'naive peeking': 0, 'held throughout': 0 };
  for (let campaign = 0; campaign < CAMPAIGNS; campaign++) {
    let [p, naive, single, held] = [1, false, false, true];
    for (const [treated, holdout] of conversions(shape, [treatedRate, BASELINE], uniform)) {
      const look = lookAtProportions(treated, holdout, { ...settings, previousP: p });
      p = look.p;
      single = finds(liftOfProportions(treated, holdout));
      naive ||= single;
      held &&= look.low === null || covers(look, treatedRate - BASELINE);
    }
    if (p <= 0.05) found['always valid'] += 1;
    if (single) found['single look'] += 1;
    if (naive) found['naive peeking'] += 1;
    if (held) found['held throughout'] += 1;
  }
  return Object.fromEntries(Object.entries(found).map(([name, count]) => [name, count / CAMPAIGNS]));
}

describe('1,000 campaigns that change nothing, looked at after each of 50 batches', () => {
  it.each([
    ['1,000 customers a batch, a tenth held out', { treated: 900, holdout: 100, batches: 50 }],
    ['100 customers a batch, a tenth held out', { treated: 90, holdout: 10, batches: 50 }],
    ['1,000 customers a batch, half held out', { treated: 500, holdout: 500, batches: 50 }],
  ])(
    '(%s) are rejected in at most 5 % by the always-valid test, in 5 % ± 1.5 % by the single look at the end, in far more by peeking',
    (title, shape) => {
      const found = watched(shape, BASELINE, 2_026);
      figures[`nothing: ${title}`] = found;
      expect(found['always valid']).toBeLessThanOrEqual(0.05);
      expect(found['held throughout']).toBeGreaterThanOrEqual(0.95);
      expect(Math.abs(found['single look']! - 0.05)).toBeLessThanOrEqual(0.015);
      expect(found['naive peeking']).toBeGreaterThan(0.2);
    },
  );

  it('are rejected in at most 5 % by revenue with a long tail, too', () => {
    const uniform = uniformOf(5);
    const shape = { treated: 450, holdout: 50, batches: 30 };
    const rejected = shareOf(300, () => {
      let p = 1;
      for (const [treated, holdout] of revenues(shape, BASELINE, uniform))
        p = lookAtMeans(treated, holdout, { previousP: p }).p;
      return p <= 0.05;
    });
    figures['nothing: revenue'] = { 'always valid': rejected };
    expect(rejected).toBeLessThanOrEqual(0.05);
  });
});

describe('a lift of 20 % in 1,000 campaigns', () => {
  const lift = 0.2 * BASELINE;
  const effect = effectOnRate(BASELINE, lift);
  // A tenth is held out.
  const design = sampleSize(effect, { treatedShare: 0.9, power: 0.8 });

  it('is found with the stated power of .8 ± .04, and its intervals, absolute and relative, hold it in 93 to 97 %', () => {
    const uniform = uniformOf(8);
    const counts = { found: 0, covered: 0, 'covered, relative': 0 };
    for (let campaign = 0; campaign < CAMPAIGNS; campaign++) {
      for (const [treated, holdout] of conversions({ ...design, batches: 1 }, [BASELINE + lift, BASELINE], uniform)) {
        const told = liftOfProportions(treated, holdout);
        if (finds(told)) counts.found += 1;
        if (covers(told, lift)) counts.covered += 1;
        if (covers(told.relative, 0.2)) counts['covered, relative'] += 1;
      }
    }
    const shares = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / CAMPAIGNS]));
    figures['20 %: single look'] = { ...design, stated: powerOf(effect, design), ...shares };
    expect(powerOf(effect, design)).toBeCloseTo(0.8, 3);
    expect(Math.abs(shares['found']! - 0.8)).toBeLessThanOrEqual(0.04);
    for (const covered of [shares['covered']!, shares['covered, relative']!]) {
      expect(covered).toBeGreaterThanOrEqual(0.93);
      expect(covered).toBeLessThanOrEqual(0.97);
    }
  });

  it.each([
    ['as large as for a single look', 1, {}, 0.3],
    ['twice as large', 2, {}, 0.7],
    ['twice as large, with the lift as tau', 2, { mixing: lift ** 2 }, 0.7],
  ])(
    'is found by the always-valid test in campaigns %s, and its intervals all hold it',
    (title, times, settings, least) => {
      const [treated, holdout] = [design.treated, design.holdout].map((n) => Math.ceil((times * n) / 50));
      const shape = { treated: treated!, holdout: holdout!, batches: 50 };
      const found = watched(shape, BASELINE + lift, 9, settings);
      figures[`20 %: ${title}`] = found;
      expect(found['always valid']).toBeGreaterThan(least);
      expect(found['held throughout']).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('of .15 standard deviations is found with its power by means, with more by CUPED, and both intervals hold it in 93 to 97 %', () => {
    const [size, rho, more] = [[600, 300] as const, 0.7, 0.15];
    const uniform = uniformOf(10);
    const runs = Array.from({ length: CAMPAIGNS }, () => spends(size, more, rho, uniform));
    const told = (of: (run: (typeof runs)[number]) => Lift) => {
      const lifts = runs.map(of);
      const power = shareOf(CAMPAIGNS, (run) => finds(lifts[run]!));
      return [power, shareOf(CAMPAIGNS, (run) => covers(lifts[run]!, more))] as const;
    };
    const [plain, adjusted] = [
      told(([one, other]) => liftOfMeans(one, other)),
      told(([one, other]) => adjustedLift(one, other)),
    ];
    const [treated, holdout] = size;
    const stated = [0, rho].map((of) => powerOf(effectOnMean(1, more, of), { treated, holdout }));
    figures['means'] = { found: plain[0], stated: stated[0]!, covered: plain[1] };
    figures['means, CUPED'] = { found: adjusted[0], stated: stated[1]!, covered: adjusted[1] };
    for (const [i, [found, covered]] of [plain, adjusted].entries()) {
      expect(Math.abs(found - stated[i]!)).toBeLessThanOrEqual(0.04);
      expect(covered).toBeGreaterThanOrEqual(0.93);
      expect(covered).toBeLessThanOrEqual(0.97);
    }
  });
});
