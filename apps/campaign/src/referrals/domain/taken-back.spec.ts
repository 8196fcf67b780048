import fc from 'fast-check';

import { takenBack, type ToldPoints } from './taken-back.js';

const told = (...points: readonly number[]): ToldPoints[] =>
  points.map((each, index) => ({ id: `m-${index + 1}`, sequence: BigInt(index + 1), points: BigInt(each) }));
const inShort = (awards: readonly number[], taken: readonly number[]) =>
  [...takenBack(told(...awards), told(...taken))].map(([award, by]) => `${award} by ${by.id}`);

describe('awards for a friend that were taken back', () => {
  it.each<[string, number[], number[], string[]]>([
    ['none where nothing was taken', [20], [], []],
    ['one that was taken back whole', [20], [20], ['m-1 by m-1']],
    ['one that is not told of yet takes nothing', [], [20], []],
    ['awarded, taken back, awarded again: the first', [20, 20], [20], ['m-1 by m-1']],
    ['and taken back again: both', [20, 20], [20, 20], ['m-1 by m-1', 'm-2 by m-2']],
    ['not one that was only lowered', [20], [5], []],
    ['raised and taken back at once: both', [20, 5], [25], ['m-1 by m-1', 'm-2 by m-1']],
    ['lowered, then taken back: by what took the last', [20], [5, 15], ['m-1 by m-2']],
    ['of which more was taken than is told of', [20], [30], ['m-1 by m-1']],
  ])('%s', (_title, awards, taken, expected) => {
    expect(inShort(awards, taken)).toEqual(expected);
  });

  const amounts = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 8 });

  it('follow from what was told, in whatever order', () => {
    fc.assert(
      fc.property(amounts, amounts, fc.infiniteStream(fc.integer({ min: 0, max: 1_000 })), (awards, taken, numbers) => {
        const shuffled = (list: ToldPoints[]) =>
          list
            .map((each) => [numbers.next().value as number, each] as const)
            .sort(([one], [other]) => one - other)
            .map(([, each]) => each);
        const found = takenBack(shuffled(told(...awards)), shuffled(told(...taken)));
        expect(found).toEqual(takenBack(told(...awards), told(...taken)));
      }),
    );
  });

  it('are as many, in points, as were taken, but for what is left of one; and stay taken back, whatever is told later', () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, amounts, (awards, taken, moreAwards, moreTaken) => {
        const found = takenBack(told(...awards), told(...taken));
        const [given, gone] = [awards, taken].map((list) => list.reduce((sum, each) => sum + each, 0));
        const back = awards.slice(0, found.size).reduce((sum, each) => sum + each, 0);
        expect([...found.keys()]).toEqual(told(...awards.slice(0, found.size)).map(({ id }) => id));
        expect(back).toBeLessThanOrEqual(gone!);
        if (gone! < given!) expect(back + awards[found.size]!).toBeGreaterThan(gone!);
        else expect(back).toBe(given);
        const later = takenBack(told(...awards, ...moreAwards), told(...taken, ...moreTaken));
        for (const [award, by] of found) expect(later.get(award)).toEqual(by);
      }),
    );
  });
});
