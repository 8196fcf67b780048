import { nearestWord } from './nearest-word.js';

const words = ['name', 'text', 'points', 'multiplierPercent', 'paidPerMonthMax', 'paidPerDayMax'];

describe('nearestWord', () => {
  it.each([
    ['multiplyerPercent', 'multiplierPercent'],
    ['multiplierpercent', 'multiplierPercent'],
    ['paidPerMonthsMax', 'paidPerMonthMax'],
    ['poinst', 'points'],
    ['nmae', 'name'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearestWord(word, words)).toBe(meant);
  });

  it.each(['colour', 'test1x', 'n', 'multiplier'])('takes %s for nothing', (word) => {
    expect(nearestWord(word, words)).toBeUndefined();
  });
});
