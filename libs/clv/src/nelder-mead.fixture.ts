/**
 * Nelder and Mead's simplex (1965) with restarts around the best point until one no longer helps: slow, but it knows
 * nothing of gradients, bounds or line searches.
 */
export function nelderMead(f: (point: readonly number[]) => number, start: readonly number[]) {
  let best = descend(f, start, 0.7);
  for (let round = 0; round < 12; round++) {
    const next = descend(f, best.point, 0.2);
    const gained = best.value - next.value;
    if (gained > 0) best = next;
    if (gained < 1e-12 * Math.abs(best.value)) break;
  }
  return best;
}

function descend(f: (point: readonly number[]) => number, start: readonly number[], size: number) {
  const at = (point: readonly number[]) => ({ point, value: f(point) });
  const simplex = [at(start), ...start.map((_, i) => at(start.map((each, j) => each + (i === j ? size : 0))))];
  const byValue = () => simplex.sort((a, b) => a.value - b.value);
  const n = start.length;
  for (let step = 0; step < 1000; step++) {
    byValue();
    const [best, worst] = [simplex[0]!, simplex[n]!];
    if (worst.value - best.value < 1e-14 * Math.abs(best.value)) break;
    const centre = start.map((_, i) => simplex.slice(0, n).reduce((sum, { point }) => sum + point[i]! / n, 0));
    const along = (factor: number) => at(centre.map((each, i) => each + factor * (worst.point[i]! - each)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) {
      simplex[n] = reflected;
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted;
      else {
        for (let k = 1; k <= n; k++) {
          simplex[k] = at(simplex[k]!.point.map((each, i) => (each + best.point[i]!) / 2));
        }
      }
    }
  }
  byValue();
  return simplex[0]!;
}
