import fc from 'fast-check';

import { findRoundedNumber, findUnfaithful, MAX_DEPTH, needsCloserLook } from './json-fidelity.js';

/** JSON that JavaScript holds as written: shortest notation of doubles, integers within 2^53. */
const faithful = fc.json({ noUnicodeString: false });

describe('findRoundedNumber', () => {
  it('finds nothing in what JavaScript wrote itself, apart from integers beyond 2^53', () => {
    fc.assert(
      fc.property(faithful, (text) => {
        const found = findRoundedNumber(text);
        expect(found === undefined || !Number.isSafeInteger(Number(found))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every integer beyond 2^53, wherever it stands', () => {
    const beyond = fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n });
    fc.assert(
      fc.property(beyond, fc.boolean(), fc.string(), (number, negative, noise) => {
        const literal = `${negative ? '-' : ''}${number}`;
        expect(findRoundedNumber(`{${JSON.stringify(noise)}:[1.5,${literal}]}`)).toBe(literal);
      }),
    );
  });

  it('finds every fraction that JavaScript rounds to an integer', () => {
    // Not 0: a double holds 1e-18 well.
    const whole = fc.integer({ min: 1, max: 2 ** 31 });
    const zeros = fc.integer({ min: 17, max: 400 });
    fc.assert(
      fc.property(whole, zeros, (number, count) => {
        const literal = `${number}.${'0'.repeat(count)}1`;
        expect(findRoundedNumber(`[${literal}]`)).toBe(literal);
      }),
    );
  });

  it.each(['[1e3]', '[1.50e1]', '[1000.0000000000000000000]', '[0.00000000000000000000]', '[0e-400]', '[100e-2]'])(
    'lets %s pass, which is whole',
    (text) => {
      expect(findRoundedNumber(text)).toBeUndefined();
    },
  );

  it.each(['["12345678901234567890"]', '["\\"12345678901234567890"]', '["\\\\", "1e-400"]'])(
    'lets %s pass, where the digits are text',
    (text) => {
      expect(findRoundedNumber(text)).toBeUndefined();
    },
  );

  it('finds a number after text that ends in a backslash', () => {
    expect(findRoundedNumber('["\\\\",12345678901234567890]')).toBe('12345678901234567890');
  });
});

describe('findUnfaithful', () => {
  it('finds nothing in well-formed JSON values of moderate size', () => {
    const values = fc.jsonValue({ noUnicodeString: false, maxDepth: 5 }).filter((value) => {
      const text = JSON.stringify(value);
      return !text.includes('\\u0000') && findRoundedNumber(text) === undefined;
    });
    fc.assert(fc.property(values, (value) => findUnfaithful(value) === undefined));
  });

  it.each([
    ['a\u0000', ' contains a NUL character'],
    [{ a: [1, { b: '\ud800' }] }, '.a[1].b contains half a surrogate pair'],
    [{ a: { '\udc00': 1 } }, '.a.\udc00 contains half a surrogate pair'],
    [{ a: 2 ** 53 }, '.a must not be a number beyond 2^53'],
    [[-(2 ** 53)], '[0] must not be a number beyond 2^53'],
    [Infinity, ' must not be a number beyond 2^53'],
  ])('%j: %s', (value, found) => {
    expect(findUnfaithful(value)).toBe(found);
  });

  it(`takes ${MAX_DEPTH} levels and not one more`, () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(findUnfaithful(nested(MAX_DEPTH))).toBeUndefined();
    expect(findUnfaithful(nested(MAX_DEPTH + 1))).toMatch(/ is nested deeper than 64 levels$/);
  });
});

describe('needsCloserLook', () => {
  const isUnfaithful = (text: string): boolean =>
    findRoundedNumber(text) !== undefined || findUnfaithful(JSON.parse(text)) !== undefined;
  const numbers = fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/);
  const texts = fc.string({ unit: fc.constantFrom('a', '7', '.', 'e', '"', '\\', '[', '\u0000', '\ud800', 'ß') });
  const values = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      numbers,
      texts.map((text) => JSON.stringify(text)),
      fc.array(tie('value'), { maxLength: 4 }).map((some) => `[${some.join(', ')}]`),
      fc.tuple(texts, tie('value')).map(([key, value]) => `{${JSON.stringify(key)}:${value}}`),
    ),
  })).value;

  it('never passes over what one of the others finds', () => {
    fc.assert(
      fc.property(values, (text) => needsCloserLook(text) || !isUnfaithful(text)),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['9007199254740993', true],
    ['1e-400', true],
    ['["\\ud800"]', true],
    ['['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1), true],
    ['['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH), false],
    ['{"id":"12345678901234567890","e7":[1.5,-7],"mail":"3e5@shop"}', false],
  ])('%s: %s', (text, closer) => {
    expect(needsCloserLook(text)).toBe(closer);
  });
});
