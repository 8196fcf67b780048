import { AT, DAY_MS, knows } from '../../domain/campaigns.fixture.js';
import { isNews, membershipChanges, toldOf, type Membership } from './membership.js';

const gold = { id: 'gold-members', when: 'customer.tier == "gold"' };
const LATER = AT + 3_600_000;

const aMembership = (changes: Partial<Membership> = {}): Membership => ({
  ...{ customerId: 'c-7', audience: gold.id, inside: true, enteredAt: AT - DAY_MS, leftAt: undefined },
  ...{ told: true, timesTold: 1, tellAt: undefined, ...changes },
});
const changesOf = (tier: string | undefined, known: readonly Membership[], tell: 'now' | number = 'now') =>
  membershipChanges([gold], { customerId: 'c-7', features: knows({ tier }), known }, { at: AT, tell });

describe('a membership', () => {
  it('begins when the condition is true, and is told with the number 1', () => {
    expect(changesOf('gold', [])).toEqual([aMembership({ enteredAt: AT, publishes: true } as Partial<Membership>)]);
  });

  it.each([
    ['is none where the tier is another', 'silver'],
    ['is none where nothing is known of the tier', undefined],
  ])('%s', (_title, tier) => {
    expect(changesOf(tier, [])).toEqual([]);
  });

  it('does not begin again while it lasts, however often it is asked', () => {
    expect(changesOf('gold', [aMembership()])).toEqual([]);
  });

  it('ends when the condition is not true any more, and is told with the next number', () => {
    expect(changesOf('silver', [aMembership()])).toEqual([
      { ...aMembership({ inside: false, told: false, timesTold: 2, leftAt: AT }), publishes: true },
    ]);
  });

  it('is told later where it is no news, and not at all when it is over by then', () => {
    const [entered] = changesOf('gold', [], LATER);
    expect(entered).toMatchObject({ inside: true, told: false, timesTold: 0, tellAt: LATER, publishes: false });
    if (!entered) throw new Error('nothing has changed');
    expect(changesOf('silver', [entered], LATER + 1)).toMatchObject([
      { inside: false, told: false, timesTold: 0, tellAt: undefined, publishes: false },
    ]);
    expect(toldOf(entered)).toMatchObject({ told: true, timesTold: 1, tellAt: undefined, publishes: true });
  });

  it('that waits to be told is told with the next news', () => {
    const [entered] = changesOf('gold', [], LATER);
    expect(changesOf('gold', entered ? [entered] : [])).toMatchObject([
      { inside: true, enteredAt: AT, told: true, timesTold: 1, publishes: true },
    ]);
  });

  it('ends where the programme does not have the audience any more', () => {
    const none = membershipChanges(
      [{ id: gold.id, when: undefined }],
      { customerId: 'c-7', features: knows({ tier: 'gold' }), known: [aMembership()] },
      { at: AT, tell: 'now' },
    );
    expect(none).toMatchObject([{ inside: false, told: false }]);
  });
});

describe('news of a customer', () => {
  const clock = { now: AT, maxReactionAgeMs: 7 * DAY_MS };
  const bought = { purchases: 2, boughtFresh: true, knownSince: AT - DAY_MS };
  const backfilled = { purchases: 2, boughtFresh: false, knownSince: AT - DAY_MS };
  const value = { currency: 'USD', wellFounded: true };
  it.each([
    ['are what happened less than the maximum reaction age ago', AT - 7 * DAY_MS + 1, bought, true],
    ['are not what happened exactly that long ago', AT - 7 * DAY_MS, bought, false],
    ['are not what is found of who was backfilled', AT, backfilled, false],
    ['are that again when the backfill is over', AT, { ...backfilled, knownSince: AT - 7 * DAY_MS }, true],
    ['are what is told of who has bought nothing', AT, {}, true],
    ['are not what is expected of whom no purchase is known yet', AT, { values: [value] }, false],
  ])('%s', (_title, at, features, is) => {
    expect(isNews({ at }, knows(features), clock)).toBe(is);
  });
});
