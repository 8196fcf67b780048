import { categoryAffinity } from './affinity.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2027-03-01T12:00:00Z');
const daysAgo = (days: number) => NOW - days * DAY_MS;

describe('how much a customer cares about a category', () => {
  it('halves with each half-life, and sums over what happened', () => {
    const events = [
      { category: 'rings', at: daysAgo(0), weight: 1 },
      { category: 'rings', at: daysAgo(90), weight: 1 },
      { category: 'chains', at: daysAgo(180), weight: 1 },
      { category: 'watches', at: daysAgo(180), weight: 0.2 },
    ];
    expect(categoryAffinity(events, NOW, 90)).toEqual(
      new Map([
        ['rings', 1.5],
        ['chains', 0.25],
        ['watches', 0.05],
      ]),
    );
  });

  it('does not grow with what lies ahead of the clock', () => {
    expect(categoryAffinity([{ category: 'rings', at: daysAgo(-90), weight: 1 }], NOW, 90)).toEqual(
      new Map([['rings', 1]]),
    );
  });

  it('is nothing for what was so long ago that nothing is left of it, and where nothing happened', () => {
    expect(categoryAffinity([{ category: 'rings', at: daysAgo(2_000), weight: 1 }], NOW, 1)).toEqual(new Map());
    expect(categoryAffinity([], NOW, 90)).toEqual(new Map());
  });
});
