import { compileCondition } from './compile-condition.js';

const line = (category: string, quantity = 1) => ({ lineId: category, sku: category, category, quantity });

/** A purchase with as many lines as fit into a message of 1 MiB. */
const large = { totalMinor: 1, lines: Array.from({ length: 12_000 }, (_, index) => line(`category-${index}`)) };

describe('a condition', () => {
  it.each([
    ['compares whole numbers with whole numbers', 'data.totalMinor >= 10000', { totalMinor: 10000 }, true],
    ['compares below the boundary', 'data.totalMinor >= 10000', { totalMinor: 9999 }, false],
    ['compares whole numbers for being equal', 'data.totalMinor == 10000', { totalMinor: 10000 }, true],
    ['compares with a fraction', 'data.totalMinor > 9999.5', { totalMinor: 10000 }, true],
    ['finds a whole number in a list', 'data.rating in [4, 5]', { rating: 4 }, true],
    ['divides whole numbers to whole numbers', 'data.totalMinor / 1000 == 9', { totalMinor: 9999 }, true],
    ['takes a remainder', 'data.totalMinor % 100 == 99', { totalMinor: 9999 }, true],
    ['takes a bigint for the whole number it is', 'data.totalMinor / 1000 == 9', { totalMinor: 9999n }, true],
    ['calculates with the largest amount exactly', 'data.a + 1 == 9007199254740992', { a: 2 ** 53 - 1 }, true],
    ['keeps a fraction a fraction', 'data.score == 4.5', { score: 4.5 }, true],
    ['compares text byte by byte', 'data.channel == "Store"', { channel: 'store' }, false],
    ['goes over a list', 'data.lines.exists(l, l.category == "rings")', { lines: [line('pins'), line('rings')] }, true],
    ['counts a list', 'size(data.lines) >= 2', { lines: [line('pins')] }, false],
    ['takes a field that is undefined for not there', 'has(data.photos)', { photos: undefined }, false],
    ['sees null for null', 'data.partnerId == null', { partnerId: null }, true],
  ])('%s: %s', (_title, text, data, holds) => {
    expect(compileCondition(text)({ data })).toBe(holds);
  });

  it.each([
    ['a field that is not there', 'data.channel == "store"', {}, 'No such key: channel'],
    ['something inside of a field that is not there', 'has(data.a.b)', {}, 'No such key: a'],
    ['types that do not go together', 'data.channel > 5', { channel: 'store' }, 'no such overload'],
    ['a division by nothing', 'data.totalMinor / 0 == 1', { totalMinor: 1 }, 'division by zero'],
    ['a member nobody knows', 'member.tier == "gold"', {}, 'No such key: tier'],
    ['what every object of JavaScript has', 'data.constructor == data.constructor', {}, 'No such key: constructor'],
  ])('does not hold when it cannot be answered, and says why: %s', (_title, text, data, why) => {
    const condition = compileCondition(text);
    expect(condition({ data })).toBe(false);
    expect(condition.whyNot({ data })).toContain(`${text} cannot be answered: `);
    expect(condition.whyNot({ data })).toContain(why);
  });

  it('holds when one side of an "or" cannot be answered and the other holds', () => {
    expect(compileCondition('data.channel == "store" || data.totalMinor > 0')({ data: { totalMinor: 1 } })).toBe(true);
  });

  it('says why it does not hold when it is simply false, and nothing when it holds', () => {
    const condition = compileCondition('data.rating >= 4');
    expect(condition.whyNot({ data: { rating: 3 } })).toBe('data.rating >= 4 is false');
    expect(condition.whyNot({ data: { rating: 4 } })).toBeUndefined();
  });

  it('is false only when it has an answer', () => {
    const condition = compileCondition('customer.pAlive < 0.3');
    const isFalse = (customer: object) => condition.isFalse({ customer });
    expect([isFalse({ pAlive: 0.4 }), isFalse({ pAlive: 0.2 }), isFalse({})]).toEqual([true, false, false]);
  });

  it('looks at the tier held before', () => {
    const condition = compileCondition('member.tier in ["gold", "platinum"]');
    expect(condition({ data: {}, member: { tier: 'gold' } })).toBe(true);
    expect(condition({ data: {}, member: { tier: 'silver' } })).toBe(false);
  });

  it('gives the same answer as often as it is asked, and leaves what it looks at as it was', () => {
    const data = Object.freeze({ totalMinor: 5, lines: Object.freeze([Object.freeze(line('rings'))]) });
    const condition = compileCondition('data.totalMinor == 5 && data.lines.all(l, l.quantity == 1)');
    expect([condition({ data }), condition({ data })]).toEqual([true, true]);
  });

  it('is compiled once for each text', () => {
    expect(compileCondition('data.totalMinor > 17')).toBe(compileCondition('data.totalMinor > 17'));
  });

  it('is refused with its text when it is none', () => {
    expect(() => compileCondition('data.total >')).toThrow(RangeError);
    expect(() => compileCondition('data.total >')).toThrow('the condition data.total > is not a CEL expression');
  });

  it('takes a part of the time for a part of the largest order there can be: no more than in proportion', () => {
    const parts = Array.from({ length: 12 }, (_, index) => `l.category != "none-${index}"`).join(' && ');
    const condition = compileCondition(`data.lines.all(l, ${parts})`);
    const timeOf = (lines: readonly unknown[]): number => {
      const times = [1, 2, 3].map(() => {
        const before = process.cpuUsage();
        expect(condition({ data: { ...large, lines } })).toBe(true);
        return process.cpuUsage(before).user;
      });
      return Math.min(...times);
    };
    timeOf(large.lines.slice(0, 500)); // Warms up.
    const quarter = timeOf(large.lines.slice(0, 3_000));
    // Four times as much; with the square of it, it would be sixteen times.
    expect(timeOf(large.lines) / quarter).toBeLessThan(10);
  });
});
