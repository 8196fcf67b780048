import fc from 'fast-check';

import type { ValueGroup } from '../domain/value-report.js';
import { toldGrid, toldGroups } from './value-words.js';

const MINIMUM = 10;

/** Customers by group, by segment. */
type Table = Readonly<Record<string, readonly number[]>>;

/** What the attacker knows of numbers: their sum. */
interface Sum {
  readonly cells: readonly string[];
  readonly sum: number;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);
const nameOf = (group: string | null, segment: number) => `${group} ${segment}`;

function partsOf<Key>(sizes: readonly (readonly [Key, number])[]): Map<Key, ValueGroup> {
  const all = total(sizes.map(([, n]) => n));
  return new Map(
    sizes
      .filter(([, n]) => n > 0)
      .map(([key, n]) => [
        key,
        { n, alone: n, share: n / all, revenueMinor: 0n, revenueShare: null, clv: null, churnRisk: null },
      ]),
  );
}

/** The answers about a table: segments by group, segments of everybody, and everybody by group. */
function answersOf(table: Table) {
  const groups = Object.entries(table);
  const segments = (groups[0]?.[1] ?? []).map((_, segment) => segment);
  const whole = partsOf(segments.map((key) => [key, total(groups.map(([, sizes]) => sizes[key] ?? 0))]));
  const byGroup = partsOf(groups.map(([group, sizes]) => [group, total(sizes)]));
  const grid = groups
    .filter(([group]) => byGroup.has(group))
    .map(([group, sizes]) => [group, partsOf(sizes.map((n, segment) => [segment, n]))] as const);
  return {
    grid: toldGrid(grid, whole, MINIMUM),
    bySegment: toldGroups(whole, MINIMUM),
    byGroup: toldGroups(byGroup, MINIMUM),
    all: total([...byGroup.values()].map(({ n }) => n)),
  };
}

/** The sums that the answers tell. What they do not list is of nobody; shares of a group are of all of it. */
function sumsOf({ grid, bySegment, byGroup, all }: ReturnType<typeof answersOf>): Sum[] {
  const sums: Sum[] = [];
  const cells = grid.flatMap(({ group, cells: of }) => of.map(({ key, told }) => ({ group, key, told })));
  const add = (of: typeof cells, sum: number) =>
    sums.push({ cells: of.map(({ group, key }) => nameOf(group, key)), sum });
  for (const cell of cells) {
    const { n, share } = cell.told;
    if (n === null || share === null) continue;
    add([cell], n);
    add(
      cells.filter(({ group }) => group === cell.group),
      Math.round(n / share),
    );
  }
  for (const { key, told } of bySegment)
    if (told.n !== null)
      add(
        cells.filter((cell) => cell.key === key),
        told.n,
      );
  for (const { key, told } of byGroup)
    if (told.n !== null)
      add(
        cells.filter(({ group }) => group === key),
        told.n,
      );
  if (all >= MINIMUM) add(cells, all);
  return sums;
}

/** What follows for each cell that is listed, from one sum at a time, again and again until nothing new follows. */
function attack(answers: ReturnType<typeof answersOf>): Map<string, Bounds> {
  const bounds = new Map<string, Bounds>();
  for (const { group, cells } of answers.grid)
    for (const { key } of cells) bounds.set(nameOf(group, key), { low: 0, high: Infinity });
  const sums = sumsOf(answers);
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const { cells, sum } of sums)
      for (const cell of cells) {
        const before = bounds.get(cell) ?? { low: 0, high: 0 };
        const others = cells.filter((each) => each !== cell).map((each) => bounds.get(each) ?? { low: 0, high: 0 });
        const low = Math.max(before.low, sum - total(others.map((each) => each.high)));
        const high = Math.min(before.high, sum - total(others.map((each) => each.low)));
        if (low === before.low && high === before.high) continue;
        bounds.set(cell, { low, high });
        isNew = true;
      }
  }
  return bounds;
}

function expectNobodyFound(table: Table): void {
  const bounds = attack(answersOf(table));
  for (const [group, sizes] of Object.entries(table))
    for (const [segment, n] of sizes.entries()) {
      if (n === 0 || n >= MINIMUM) continue;
      const { low, high } = bounds.get(nameOf(group, segment)) ?? { low: n, high: n };
      expect([table, group, segment, high - low >= MINIMUM]).toEqual([table, group, segment, true]);
    }
}

describe('segments by group', () => {
  const shownOf = (table: Table) =>
    answersOf(table).grid.map(({ group, cells }) => [group, ...cells.map(({ key, told }) => [key, told.n])]);

  it('list a hidden segment in a group that has nobody in it: else 63 less the 60 of the store would be the 3 online', () => {
    expect(shownOf({ online: [3, 40, 50], store: [60, 0, 80] })).toEqual([
      ['online', [0, null], [1, null], [2, 50]],
      ['store', [0, null], [1, null], [2, 80]],
    ]);
    expectNobodyFound({ online: [3, 40, 50], store: [60, 0, 80] });
  });

  it('hide nothing where all have 10 or nobody, and do not list those who have nobody', () => {
    expect(shownOf({ online: [10, 0, 50], store: [60, 70, 80] })).toEqual([
      ['online', [0, 10], [2, 50]],
      ['store', [0, 60], [1, 70], [2, 80]],
    ]);
  });

  it('hide a group of few and the smallest other one, not all segments of all groups', () => {
    expect(shownOf({ app: [2, 0, 1], online: [13, 40, 50], phone: [20, 12, 11], store: [60, 0, 80] })).toEqual([
      ['app', [0, null], [1, null], [2, null]],
      ['online', [0, 13], [1, 40], [2, 50]],
      ['phone', [0, null], [1, null], [2, null]],
      ['store', [0, 60], [2, 80]],
    ]);
  });

  it('leave of each cell of fewer than 10 numbers that are 10 apart possible, for whoever works out all that follows', () => {
    const n = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: MINIMUM }),
      fc.integer({ min: MINIMUM, max: 6 * MINIMUM }),
    );
    const table = fc
      .record({ groups: fc.integer({ min: 1, max: 4 }), segments: fc.integer({ min: 1, max: 5 }) })
      .chain(({ groups, segments }) =>
        fc.array(fc.array(n, { minLength: segments, maxLength: segments }), { minLength: groups, maxLength: groups }),
      );
    fc.assert(
      fc.property(table, (lines) => expectNobodyFound(Object.fromEntries(lines.map((sizes, i) => [`g${i}`, sizes])))),
      { numRuns: 1_000 },
    );
  });
});
