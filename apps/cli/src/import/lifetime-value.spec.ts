import { fitLifetimeValue } from './lifetime-value.js';

describe('fitLifetimeValue', () => {
  it('gives every parameter of both models, by the names of the summary, where there is enough to learn from', () => {
    const customers = Array.from({ length: 200 }, (_, i) => i);
    const x = Float64Array.from(customers, (i) => i % 5);
    const tx = Float64Array.from(customers, (i) => (i % 5) * (2 + (i % 7)));
    const T = Float64Array.from(customers, (i) => 39 + (i % 3));
    const m = Float64Array.from(customers, (i) => (i % 5 === 0 ? 0 : 10 + (i % 40)));
    const value = fitLifetimeValue({ x, tx, T, m });
    expect(Object.keys(value)).toEqual(['model', 'r', 'alpha', 'a', 'b', 'logLikelihood', 'p', 'q', 'v']);
    expect(value.model).toBe('bgnbd');
    for (const [name, number] of Object.entries(value)) {
      if (name !== 'model') expect(Number.isFinite(number)).toBe(true);
    }
    expect(value.logLikelihood).toBeLessThan(0);
  });

  it('says null where there are no repeat purchases to learn from, and does not fail', () => {
    const once = new Float64Array(3);
    const value = fitLifetimeValue({ x: once, tx: once, T: Float64Array.of(1, 2, 3), m: once });
    const none = { r: null, alpha: null, a: null, b: null, logLikelihood: null, p: null, q: null, v: null };
    expect(value).toEqual({ model: 'bgnbd', ...none });
  });

  it('says null for an empty history', () => {
    const empty = new Float64Array(0);
    expect(fitLifetimeValue({ x: empty, tx: empty, T: empty, m: empty }).r).toBeNull();
  });
});
