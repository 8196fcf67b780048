import fc from 'fast-check';

import { Credits, type PackedCredits, type QualifyingCredit } from './credits.js';

/** The same as a plain list; a credit that was kept has lost what it is for. */
type Model = QualifyingCredit[];

const instant = fc.integer({ min: 0, max: 30 }).map((step) => 1_700_000_000_000 + step * 1_000);
const points = fc.oneof(fc.bigInt({ min: 1n, max: 40n }), fc.constantFrom(999n, 1_000n, 123_456_789_012_345_678n));
const purchase = fc.constantFrom('a', 'b', 'c', 'd');
const act = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), thing: purchase, at: instant, points }),
  fc.record({ kind: fc.constant('remove' as const), thing: purchase, at: instant }),
  fc.record({ kind: fc.constant('drop' as const), at: instant }),
  fc.record({ kind: fc.constant('take' as const), thing: purchase, at: instant, points }),
  fc.record({ kind: fc.constant('keep' as const) }),
);

function sumOf(model: Iterable<Pick<QualifyingCredit, 'points'>>): bigint {
  let sum = 0n;
  for (const each of model) sum += each.points;
  return sum;
}

function inOrder(model: Model): Model {
  return model.sort((a, b) => a.at - b.at);
}

function without(model: Model, { thing, at }: Pick<QualifyingCredit, 'thing' | 'at'>): Model {
  const index = model.findLastIndex((each) => each.thing === thing && each.at === at);
  return index === -1 ? model : model.toSpliced(index, 1);
}

/** What comes back from where states are kept. */
function kept(credits: Credits): Credits {
  return new Credits(JSON.parse(JSON.stringify(credits.packed())) as PackedCredits);
}

function live(acts: readonly (typeof act extends fc.Arbitrary<infer Act> ? Act : never)[]) {
  let credits = new Credits();
  let model: Model = [];
  for (const each of acts) {
    if (each.kind === 'keep') {
      credits = kept(credits);
      model = model.map((credit) => ({ ...credit, thing: '' }));
    } else if (each.kind === 'drop') {
      credits.dropUntil(each.at);
      model = model.filter(({ at }) => at > each.at);
    } else if (each.kind === 'remove') {
      expect(credits.has(each)).toBe(without(model, each) !== model);
      credits.set({ ...each, points: 0n });
      model = without(model, each);
    } else {
      const { thing, at, points } = each;
      if (each.kind === 'set') {
        credits.set({ thing, at, points });
        model = without(model, each);
      } else {
        const other = new Credits();
        other.set({ thing, at, points });
        const giver = kept(other);
        credits.takeFrom(giver);
        expect([giver.points, ...giver]).toEqual([0n]);
      }
      model = inOrder([...model, { thing: each.kind === 'set' ? thing : '', at, points }]);
    }
  }
  return { credits, model };
}

describe('qualifying credits', () => {
  it('are the same however often they were packed', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { credits, model } = live(acts);
        expect(credits.points).toBe(sumOf(model));
        expect([...kept(credits)].map(({ at, points }) => ({ at, points }))).toEqual(
          model.map(({ at, points }) => ({ at, points })),
        );
        expect([...credits]).toEqual(model);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tell of the newest what a list of all tells', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), instant, fc.bigInt({ min: 1n, max: 90n }), (acts, at, enough) => {
        const { credits, model } = live(acts);
        const after = sumOf(model.filter((each) => each.at > at));
        expect(credits.pointsAfter(at, enough)).toBe(after < enough ? after : enough);
        const needed = model.findLast((_, index) => sumOf(model.slice(index)) >= enough);
        expect(credits.lastNeededFor(enough)).toBe(needed?.at);
        expect(credits.nextAfter(at)).toBe(model.find((each) => each.at > at)?.at);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are not changed by what happens to a copy', () => {
    const credits = new Credits();
    credits.set({ thing: 'a', at: 1, points: 10n });
    const packed = kept(credits);
    for (const original of [credits, packed]) {
      const copy = original.copy();
      copy.set({ thing: 'b', at: 0, points: 5n });
      copy.dropUntil(0);
      copy.set({ thing: 'c', at: 2, points: 7n });
      expect([original.points, copy.points]).toEqual([10n, 17n]);
      expect([...original]).toHaveLength(1);
    }
  });

  it('are read as they were kept before their sum was kept with them', () => {
    const credits = new Credits({ at: '1000 500', points: '30 12345' });
    expect(credits.points).toBe(12_375n);
    expect([...credits]).toEqual([
      { thing: '', at: 1_000, points: 30n },
      { thing: '', at: 1_500, points: 12_345n },
    ]);
  });

  it('are refused where they end before the newest, as no build keeps them', () => {
    const credits = new Credits({ at: '1000', points: '5', newest: 5_000, sum: '5' });
    expect(() => credits.dropUntil(2_000)).toThrow(RangeError);
  });

  it('need no credit for no points', () => {
    const credits = new Credits();
    credits.set({ thing: 'a', at: 1, points: 10n });
    expect(credits.lastNeededFor(0n)).toBeUndefined();
  });
});
