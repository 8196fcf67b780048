import type { Objective } from './minimise.js';

/** Whether the gradient that an objective writes is that of the differences of its values, to about 2e-5. */
export function hasGradientOfDifferences(objective: Objective, theta: readonly number[]): boolean {
  const gradient = new Float64Array(theta.length);
  objective(Float64Array.from(theta), gradient);
  const h = 1e-5;
  return theta.every((_, i) => {
    const beside = (shift: number) =>
      objective(
        Float64Array.from(theta, (at, j) => (i === j ? at + shift : at)),
        new Float64Array(theta.length),
      );
    const difference = (beside(h) - beside(-h)) / (2 * h);
    return Math.abs(difference - gradient[i]!) < 2e-5 * (1 + Math.abs(difference));
  });
}
