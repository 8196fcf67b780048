import { randomBinomial, randomLogNormal, randomNormal } from 'd3-random';

import type { Conversions } from './lift-of-proportions.js';
import { pairedSampleOf, sampleOf, sampleOfSums, type PairedSample, type Sample } from './sample.js';
import type { Uniform } from './uniform.js';

/** A campaign that assigns so many customers a batch. */
export interface Shape {
  readonly treated: number;
  readonly holdout: number;
  readonly batches: number;
}

type Arms<T> = readonly [treated: T, holdout: T];

/** What is known after each batch of customers who buy with these probabilities. */
export function* conversions(shape: Shape, rates: Arms<number>, uniform: Uniform): Generator<Arms<Conversions>> {
  const batch = ([shape.treated, shape.holdout] as const).map((n, arm) =>
    randomBinomial.source(uniform)(n, rates[arm]!),
  );
  let [treated, holdout] = [0, 0];
  for (let done = 1; done <= shape.batches; done++) {
    treated += batch[0]!();
    holdout += batch[1]!();
    yield [
      { n: done * shape.treated, conversions: treated },
      { n: done * shape.holdout, conversions: holdout },
    ];
  }
}

/** Revenue of customers of whom a share buys, for amounts with a long tail (log-normal, standard deviation 1 of the logarithm). */
export function* revenues(shape: Shape, buyers: number, uniform: Uniform): Generator<Arms<Sample>> {
  const amount = randomLogNormal.source(uniform)(3, 1);
  const arms = ([shape.treated, shape.holdout] as const).map((n) => ({
    n: 0,
    y: 0,
    yy: 0,
    size: n,
    buying: randomBinomial.source(uniform)(n, buyers),
  }));
  for (let done = 1; done <= shape.batches; done++) {
    for (const arm of arms) {
      arm.n += arm.size;
      for (let left = arm.buying(); left > 0; left--) {
        const bought = amount();
        arm.y += bought;
        arm.yy += bought * bought;
      }
    }
    yield [sampleOfSums(arms[0]!), sampleOfSums(arms[1]!)];
  }
}

/** Customers whose spend before and after correlate with `rho`, standard deviation 1, `lift` more after when treated. */
export function spends(n: Arms<number>, lift: number, rho: number, uniform: Uniform): Arms<PairedSample> {
  const normal = randomNormal.source(uniform)();
  const arm = (size: number, more: number) => {
    const before = Float64Array.from({ length: size }, normal);
    return pairedSampleOf(
      before.map((x) => rho * x + Math.sqrt(1 - rho ** 2) * normal() + more),
      before,
    );
  };
  return [arm(n[0], lift), arm(n[1], 0)];
}

/** Share of `runs` in which it is so. */
export function shareOf(runs: number, isSo: (run: number) => boolean): number {
  return sampleOf(Float64Array.from({ length: runs }, (_, run) => (isSo(run) ? 1 : 0))).mean;
}
