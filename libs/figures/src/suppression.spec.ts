import fc from 'fast-check';

import { areNamed, hiddenParts } from './suppression.js';

const hiddenOf = (sizes: readonly number[], minimum = 10): number[] =>
  [
    ...hiddenParts(
      sizes.map((n) => ({ n })),
      minimum,
    ),
  ]
    .map(({ n }) => n)
    .sort((a, b) => a - b);

describe('what is hidden of a whole', () => {
  it('is every part of fewer than 10 answers, and not one of 10', () => {
    expect(hiddenOf([9, 8, 10, 50])).toEqual([8, 9]);
  });

  it('is the next smallest part, too, where the whole less what is shown would tell the hidden one', () => {
    expect(hiddenOf([3, 50, 40])).toEqual([3, 40]);
    expect(hiddenOf([3, 4, 50, 40])).toEqual([3, 4, 40]);
  });

  it('is nothing where all are of 10 and more, or of nobody', () => {
    expect(hiddenOf([10, 0, 11])).toEqual([]);
  });

  it('is more of many parts: of ten of one person each, the rest is ten, and so each is one', () => {
    expect(hiddenOf([...Array.from({ length: 10 }, () => 1), 40, 50])).toEqual([
      ...Array.from({ length: 10 }, () => 1),
      40,
    ]);
    expect(hiddenOf([6, 6, 40, 50])).toEqual([6, 6]);
    expect(hiddenOf([5, 5, 40, 50])).toEqual([5, 5, 40]);
  });

  it('may be of 10 people each, for all that follows from the others: there is one at least in each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }), (sizes) => {
        const hidden = hiddenOf(sizes);
        const most = hidden.reduce((total, n) => total + n, 0) - (hidden.length - 1);
        expect(hidden.length === 0 || hidden.length === sizes.length || most >= 10).toBe(true);
      }),
    );
  });

  it('is hidden beyond 10 where the same few people are in several hidden parts', () => {
    const parts = [
      // The same six people, and four of them again.
      { name: 'app', n: 6, alone: 2 },
      { name: 'chat', n: 4, alone: 0 },
      { name: 'store', n: 20, alone: 15 },
      { name: 'web', n: 60, alone: 50 },
    ];
    expect([...hiddenParts(parts, 10)].map(({ name }) => name)).toEqual(['chat', 'app', 'store']);
  });

  it('takes no more people for a part of which all are in others, too', () => {
    const parts = [
      { name: 'app', n: 6, alone: 0 },
      { name: 'chat', n: 8, alone: 5 },
      { name: 'store', n: 9, alone: 6 },
      { name: 'web', n: 60, alone: 50 },
    ];
    // Eleven for two parts that have somebody of their own; three would take twelve.
    expect([...hiddenParts(parts, 10)].map(({ name }) => name)).toEqual(['app', 'chat', 'store']);
  });

  it('leaves nobody, everybody or 10 and more people who are in no part that is shown, however parts overlap', () => {
    const person = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(person, { maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (people, minimum) => {
        const parts = Array.from({ length: 6 }, (_, name) => {
          const members = people.filter((of) => of.includes(name));
          return { name, n: members.length, alone: members.filter((of) => of.length === 1).length };
        });
        const hidden = hiddenParts(parts, minimum);
        const shown = parts.filter((part) => part.n > 0 && !hidden.has(part));
        const left = people.filter((of) => !shown.some(({ name }) => of.includes(name))).length;
        expect(shown.every(({ n }) => n >= minimum)).toBe(true);
        expect(left === 0 ? hidden.size === 0 : left >= minimum || left === people.length).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes to 10 or more, or to the whole, or to nothing, where nobody is in two parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (sizes) => {
        const hidden = hiddenOf(sizes);
        const sum = hidden.reduce((total, n) => total + n, 0);
        const whole = sizes.reduce((total, n) => total + n, 0);
        expect(sum === 0 || sum >= 10 || sum === whole).toBe(true);
        expect(sizes.filter((n) => n > 0 && n < 10).every((n) => hidden.includes(n))).toBe(true);
      }),
    );
  });
});

describe('parts are named', () => {
  const parts = (...sizes: readonly number[]): { n: number; alone?: number }[] => sizes.map((n) => ({ n }));

  it.each<[string, ReturnType<typeof parts>, boolean]>([
    ['where nobody is in any', parts(0, 0), true],
    ['where one is told', parts(1, 9, 30), true],
    ['where one is told of whom all are in others, too', [{ n: 30, alone: 0 }], true],
    ['where all are hidden, of people enough for so many', parts(9, 2), true],
    ['not of one person in all', parts(1), false],
    [
      'not of ten parts of one person each, whose whole tells that',
      Array.from({ length: 10 }, () => ({ n: 1 })),
      false,
    ],
    [
      'not where those in one part alone are too few',
      [
        { n: 9, alone: 5 },
        { n: 9, alone: 5 },
      ],
      false,
    ],
  ])('%s', (_where, of, are) => {
    expect(areNamed(of, 10)).toBe(are);
  });
});
