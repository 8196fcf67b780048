import type { Movement } from '../world.js';
import { differences, summed } from './differences.js';
import { aMovement } from './postings.fixture.js';
import type { Posted } from './transfer.js';

const posted = (points: bigint, changes: Partial<Posted> = {}): Posted => ({
  ...{ kind: 'award', rule: 'purchase', thing: 'order:o-1', points, lastAt: 0, ...changes },
});
const gone = ({ rule, thing }: Posted): Movement => aMovement(0n, { rule, thing, at: 99 });

const inShort = (movements: readonly Movement[], before: readonly Posted[]) =>
  differences(movements, before, gone).map(({ movement, points, corrects }) => [
    ...[movement.rule, movement.thing, points, corrects],
  ]);

describe('what is new', () => {
  it('is one posting for each rule and thing, in the order they began; what comes to 0 is none', () => {
    const movements = [
      aMovement(10n),
      aMovement(5n, { rule: 'review', thing: 'review:r-1' }),
      aMovement(-4n, { takenBack: true }),
      aMovement(-5n, { rule: 'review', thing: 'review:r-1', takenBack: true }),
    ];
    expect(summed(movements).map(({ movement, points }) => [movement.rule, points])).toEqual([['purchase', 6n]]);
  });

  it('does not hide what time does behind what a fact does to the same thing', () => {
    const expiry = { kind: 'expiry', rule: 'expiry', thing: 'purchase/order:o-1' } as const;
    const movements = [aMovement(-3n, { ...expiry, byTime: true }), aMovement(-2n, expiry)];
    expect(summed(movements).map(({ points }) => points)).toEqual([-3n, -2n]);
  });

  it('is one posting for each instant at which time does something, however late it is done', () => {
    const expiry = { kind: 'expiry', rule: 'expiry', thing: 'purchase/order:o-1', byTime: true } as const;
    const movements = [aMovement(-3n, { ...expiry, at: 1 }), aMovement(-2n, { ...expiry, at: 2 })];
    expect(summed(movements).map(({ movement, points }) => [movement.at, points])).toEqual([
      [1, -3n],
      [2, -2n],
    ]);
  });
});

describe('the difference to what was posted', () => {
  it('is nothing where all was posted', () => {
    expect(inShort([aMovement(10n), aMovement(-4n)], [posted(6n)])).toEqual([]);
  });

  it('is what is more, and what is less', () => {
    expect(inShort([aMovement(10n)], [])).toEqual([['purchase', 'order:o-1', 10n, false]]);
    expect(inShort([aMovement(10n)], [posted(7n)])).toEqual([['purchase', 'order:o-1', 3n, true]]);
    expect(inShort([aMovement(10n)], [posted(12n)])).toEqual([['purchase', 'order:o-1', -2n, true]]);
  });

  it('is told at the instant of what is new', () => {
    const back = { kind: 'reinstatement', rule: 'reinstatement', thing: 'redemption:r-1' } as const;
    const movements = [aMovement(5n, { ...back, at: 1 }), aMovement(5n, { ...back, at: 2 })];
    const told = (before: readonly Posted[]) =>
      differences(movements, before, gone).map(({ movement, points }) => [movement.at, points]);
    expect(told([posted(5n, back)])).toEqual([[2, 5n]]);
    expect(told([])).toEqual([[1, 10n]]);
  });

  it('of what was given, taken and given again is told when it was given again', () => {
    const movements = [aMovement(9n, { at: 1 }), aMovement(-9n, { at: 2 }), aMovement(9n, { at: 3 })];
    const [only] = differences(movements, [posted(0n)], gone);
    expect([only?.movement.at, only?.points]).toEqual([3, 9n]);
  });

  it('of what time did, is told for each of its instants, however late', () => {
    const expiry = { kind: 'expiry', rule: 'expiry', thing: 'purchase/order:o-1' } as const;
    const at = (points: bigint, instant: number) => aMovement(points, { ...expiry, byTime: true, at: instant });
    const told = (movements: readonly Movement[], before: readonly Posted[]) =>
      differences(movements, before, gone).map(({ movement, points }) => [movement.at, points]);
    const both = [
      [1, -7n],
      [2, -3n],
    ];
    expect(told([at(-7n, 1), at(-3n, 2)], [])).toEqual(both);
    expect(told([at(-7n, 1), at(-3n, 2)], [posted(-7n, expiry)])).toEqual([[2, -3n]]);
    expect(told([at(-7n, 1), at(-3n, 2)], [posted(-4n, expiry)])).toEqual([[2, -6n]]);
    expect(told([at(-7n, 1), aMovement(-3n, { ...expiry, at: 2 })], [])).toEqual([[2, -10n]]);
  });

  it('takes all of what has no reason any more', () => {
    expect(inShort([], [posted(12n)])).toEqual([['purchase', 'order:o-1', -12n, true]]);
  });

  it('gives before it takes, and then goes by the instants of the facts', () => {
    const movements = [
      aMovement(1n, { thing: 'order:lowered', at: 1 }),
      aMovement(9n, { thing: 'order:late', at: 30 }),
      aMovement(9n, { thing: 'order:early', at: 20 }),
    ];
    expect(inShort(movements, [posted(5n, { thing: 'order:lowered' })]).map(([, thing]) => thing)).toEqual([
      'order:early',
      'order:late',
      'order:lowered',
    ]);
  });

  it('of an order that is another partner’s now, takes from the one and gives by the other', () => {
    const changes = inShort([aMovement(10n, { partnerId: 'telco' })], [posted(25n, { partnerId: 'fuel' })]);
    expect(changes.map(([, , points]) => points)).toEqual([10n, -25n]);
  });

  it('leaves out what only moves within the wallet', () => {
    for (const kind of ['activation', 'reservation', 'release'] as const)
      expect(inShort([aMovement(10n, { kind })], [])).toEqual([]);
  });
});
