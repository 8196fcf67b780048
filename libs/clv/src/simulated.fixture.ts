/** Uniform numbers in (0, 1), the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

export function gammaVariate(shape: number, uniform: () => number): number {
  if (shape < 1) return gammaVariate(shape + 1, uniform) * uniform() ** (1 / shape);
  // Marsaglia and Tsang (2000).
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(uniform()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function betaVariate(a: number, b: number, uniform: () => number): number {
  const g = gammaVariate(a, uniform);
  return g / (g + gammaVariate(b, uniform));
}

type Numbers = Readonly<Record<string, number>>;

/**
 * Customers as the models tell the story: exponential times between purchases, and giving up after a purchase (BG/NBD: a
 * repeat purchase; MBG/NBD: any) or at an exponential instant (Pareto/NBD). Observed for 20 to 60 weeks.
 *
 * @returns the histories, and what happened after them: whether the customer had not given up, and purchases in `ahead` weeks
 */
export function simulate(
  model: 'bgnbd' | 'mbgnbd' | 'paretonbd',
  { r = 1, alpha = 1, a = 1, b = 1, s = 1, beta = 1 }: Numbers,
  customers: number,
  seed: number,
  ahead = 0,
) {
  const uniform = seeded(seed);
  const exponential = (rate: number) => -Math.log(uniform()) / rate;
  const rows = Array.from({ length: customers }, () => {
    const T = 20 + 40 * uniform();
    const rate = gammaVariate(r, uniform) / alpha;
    const dropout = model === 'paretonbd' ? 0 : betaVariate(a, b, uniform);
    let end = model === 'paretonbd' ? exponential(gammaVariate(s, uniform) / beta) : Infinity;
    if (model === 'mbgnbd' && uniform() < dropout) end = 0;
    let [x, tx, later] = [0, 0, 0];
    for (let now = exponential(rate); now < Math.min(end, T + ahead); now += exponential(rate)) {
      if (now < T) [x, tx] = [x + 1, now];
      else later++;
      if (uniform() < dropout) end = now;
    }
    return [x, tx, T, end >= T ? 1 : 0, later];
  });
  return { ...histories(rows), alive: rows.map((row) => row[3]!), later: rows.map((row) => row[4]!) };
}

/** Customers of BG/BB after `n` opportunities. */
export function simulateBgBb(
  { alpha = 1, beta = 1, gamma = 1, delta = 1 }: Numbers,
  n: number,
  customers: number,
  seed: number,
) {
  const uniform = seeded(seed);
  const rows = Array.from({ length: customers }, () => {
    const takes = betaVariate(alpha, beta, uniform);
    const goes = betaVariate(gamma, delta, uniform);
    let [x, tx] = [0, 0];
    for (let i = 1; i <= n && uniform() >= goes; i++) {
      if (uniform() >= takes) continue;
      x++;
      tx = i;
    }
    return [x, tx, n] as const;
  });
  const { x, tx, T } = histories(rows);
  return { x, tx, n: T };
}

/** Spends of customers with 1 to 8 repeat purchases, as the gamma-gamma model has them. */
export function simulateSpends({ p = 1, q = 1, v = 1 }: Numbers, customers: number, seed: number) {
  const uniform = seeded(seed);
  const x = Float64Array.from({ length: customers }, () => 1 + Math.floor(8 * uniform()));
  const m = x.map((each) => gammaVariate(p * each, uniform) / (each * (gammaVariate(q, uniform) / v)));
  return { x, m };
}

export function histories(rows: readonly (readonly number[])[]) {
  const column = (index: number) => Float64Array.from(rows, (row) => row[index]!);
  return { x: column(0), tx: column(1), T: column(2) };
}
