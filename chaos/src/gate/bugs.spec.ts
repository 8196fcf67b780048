import { bugs } from './bugs.js';
import { planOf, triesOf } from './settings.js';

describe('the planted bugs', () => {
  it('are 16, each with patches of built files and a name of its own', () => {
    expect(bugs.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(16);
    for (const { patches } of bugs) expect(patches.length).toBeGreaterThan(0);
  });

  it('have to be found in at most 50 histories', () => {
    for (const { setting } of bugs) {
      const tries = Array.from({ length: triesOf(setting) }, (_, again) => planOf(setting, again));
      expect(tries.reduce((sum, { histories }) => sum + histories, 0)).toBeLessThanOrEqual(50);
      expect(new Set(tries.map(({ options }) => options.seed)).size).toBe(tries.length);
      expect(tries.length).toBeGreaterThan(1);
    }
  });
});
