import { bugs } from './bugs.js';
import { planOf } from './settings.js';

describe('the planted bugs', () => {
  it('are 16, each with patches of built files and a name of its own', () => {
    expect(bugs.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(16);
    for (const { patches } of bugs) expect(patches.length).toBeGreaterThan(0);
  });

  it('have to be found in at most 50 histories', () => {
    const histories = bugs.map(({ setting }) => planOf(setting).histories);
    expect(Math.max(...histories)).toBeLessThanOrEqual(50);
  });
});
