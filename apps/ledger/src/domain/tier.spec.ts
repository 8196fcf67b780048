import type { TierSettings } from '@perennial/programme';
import fc from 'fast-check';

import { DAY_MS } from './calendar.js';
import { Credits } from './credits.js';
import { beginTerm, endTerm, unusedMinor } from './membership.js';
import { copyTier, heldBy, judgeTier, newTier, nextTierInstant, pointsLostAt, tierValidUntil } from './tier.js';
import type { TierState } from './tier.js';

const settings: TierSettings = {
  windowDays: 365,
  graceDays: 30,
  levels: [
    { id: 'silver', from: 0, multiplierPercent: 100 },
    { id: 'gold', from: 300, multiplierPercent: 125 },
    { id: 'platinum', from: 1000, multiplierPercent: 150 },
  ],
  memberships: [{ sku: 'membership-gold', tier: 'gold', days: 365 }],
};

const START = Date.parse('2027-01-01T00:00:00Z');
const day = (days: number) => START + days * DAY_MS;

/** What time alone does up to an instant: `day tier`, of every change. */
function pass(tier: TierState, to: number, from: number): string[] {
  const changes: string[] = [];
  for (let at = nextTierInstant(settings, tier, from); at !== undefined && at <= to;) {
    const change = judgeTier(settings, tier, at);
    if (change) changes.push(`${(at - START) / DAY_MS} ${change.to}`);
    at = nextTierInstant(settings, tier, at);
  }
  return changes;
}

function earn(tier: TierState, days: number, points: bigint, thing = `order:${days}`) {
  tier.credits.set({ thing, at: day(days), points });
  return judgeTier(settings, tier, day(days));
}

const membership = (tier: TierState, days: number, thing = `order:${days}`, lineId = '1') =>
  beginTerm(settings, tier, { thing, lineId, tier: 'gold', days: 365, at: day(days) });

describe('a tier by points', () => {
  it('is silver below 300, gold from 300 and platinum from 1,000 qualifying points on', () => {
    const tier = newTier(settings);
    expect(earn(tier, 0, 299n)).toBeUndefined();
    expect(earn(tier, 1, 1n)).toEqual({ from: 'silver', to: 'gold', at: day(1), qualifyingPoints: 300n });
    expect(earn(tier, 2, 699n)).toBeUndefined();
    expect(earn(tier, 3, 1n)).toMatchObject({ from: 'gold', to: 'platinum', qualifyingPoints: 1000n });
  });

  it('counts a purchase until it is 365 days old, and not at that instant', () => {
    const tier = newTier(settings);
    earn(tier, 0, 300n);
    judgeTier(settings, tier, day(365) - 1);
    expect(tier.credits.points).toBe(300n);
    judgeTier(settings, tier, day(365));
    expect(tier.credits.points).toBe(0n);
  });

  it('is kept for 30 days after its points are lost, and each further step waits 30 more', () => {
    const tier = newTier(settings);
    earn(tier, 0, 1000n);
    expect(tierValidUntil(settings, tier, day(0))).toEqual({ until: day(395), to: 'gold' });
    expect(pass(tier, day(900), day(0))).toEqual(['395 gold', '425 silver']);
  });

  it('is kept when the points are reached again within the grace', () => {
    const tier = newTier(settings);
    earn(tier, 0, 300n);
    expect(pass(tier, day(394), day(0))).toEqual([]);
    expect(earn(tier, 394, 300n)).toBeUndefined();
    expect(tierValidUntil(settings, tier, day(394))).toEqual({ until: day(394 + 395), to: 'silver' });
    expect(pass(tier, day(788), day(394))).toEqual([]);
  });

  it('goes one tier down only, when the points reach for the one below', () => {
    const tier = newTier(settings);
    earn(tier, 0, 700n);
    earn(tier, 100, 300n);
    expect(pass(tier, day(464), day(100))).toEqual(['395 gold']);
  });

  it('has no end in the lowest tier', () => {
    const tier = newTier(settings);
    earn(tier, 0, 299n);
    expect(tierValidUntil(settings, tier, day(0))).toBeUndefined();
  });

  it('is lost with a return, after the grace', () => {
    const tier = newTier(settings);
    earn(tier, 0, 300n);
    tier.credits.set({ thing: 'order:0', at: day(0), points: 299n });
    expect(judgeTier(settings, tier, day(10))).toBeUndefined();
    expect(pass(tier, day(100), day(10))).toEqual(['40 silver']);
  });
});

describe('a paid membership', () => {
  it('is a floor for its term and ends without grace', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    expect(judgeTier(settings, tier, day(0))).toMatchObject({ to: 'gold', qualifyingPoints: 0n });
    expect(tierValidUntil(settings, tier, day(0))).toEqual({ until: day(365), to: 'silver' });
    expect(pass(tier, day(900), day(0))).toEqual(['365 silver']);
  });

  it('bought again starts a term at the end of the one before', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    membership(tier, 100);
    judgeTier(settings, tier, day(100));
    expect(pass(tier, day(900), day(100))).toEqual(['730 silver']);
  });

  it('of a higher tier begins at once, and the lower one goes on beside it', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    judgeTier(settings, tier, day(0));
    beginTerm(settings, tier, { thing: 'order:up', lineId: '1', tier: 'platinum', days: 30, at: day(100) });
    expect(judgeTier(settings, tier, day(100))).toMatchObject({ from: 'gold', to: 'platinum' });
    expect(pass(tier, day(900), day(100))).toEqual(['130 gold', '365 silver']);
  });

  it('of a lower tier waits for the end of the higher one', () => {
    const tier = newTier(settings);
    beginTerm(settings, tier, { thing: 'order:high', lineId: '1', tier: 'platinum', days: 30, at: day(0) });
    membership(tier, 10);
    judgeTier(settings, tier, day(10));
    expect(pass(tier, day(900), day(10))).toEqual(['30 gold', '395 silver']);
  });

  it.each([
    ['before it begins all of it', -1, 9900],
    ['at its beginning all of it', 0, 9900],
    ['after 73 of 365 days four fifths', 73, 7920],
    ['a day later, rounded down', 74, 7892],
    ['at its end nothing', 365, 0],
    ['after its end nothing', 400, 0],
  ])('of 99.00 USD for 365 days has left, %s', (_title, days, minor) => {
    const paid = { minor: 9900, currency: 'USD' };
    expect(unusedMinor({ paid, from: day(0), until: day(365) }, day(days))).toBe(minor);
  });

  it('ends at once when its line comes back; a later term keeps its dates', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    membership(tier, 100);
    judgeTier(settings, tier, day(100));
    endTerm(tier, { thing: 'order:0', lineId: '1' }, day(200));
    expect(judgeTier(settings, tier, day(200))).toMatchObject({ to: 'silver' });
    expect(pass(tier, day(900), day(200))).toEqual(['365 gold', '730 silver']);
  });

  it('lets a later term be returned before it has begun', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    membership(tier, 100);
    endTerm(tier, { thing: 'order:100' }, day(200));
    judgeTier(settings, tier, day(200));
    expect(pass(tier, day(900), day(200))).toEqual(['365 silver']);
  });

  it('hides the loss of points meanwhile: what remains at its end is what the points give then', () => {
    const tier = newTier(settings);
    earn(tier, 0, 300n);
    membership(tier, 350);
    judgeTier(settings, tier, day(350));
    expect(pass(tier, day(900), day(350))).toEqual(['715 silver']);
  });

  it('does not lower a tier that points have raised above it', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    judgeTier(settings, tier, day(0));
    expect(earn(tier, 1, 1000n)).toMatchObject({ to: 'platinum' });
    expect(pass(tier, day(900), day(1))).toEqual(['396 gold', '426 silver']);
  });
});

describe('a tier of any history', () => {
  const act = fc.record({
    days: fc.integer({ min: 0, max: 120 }),
    what: fc.constantFrom('purchase', 'purchase', 'purchase', 'return', 'membership', 'kept'),
    points: fc.constantFrom(1n, 150n, 300n, 700n, 1000n),
    which: fc.nat(20),
  });

  /** What happens one after the other, each so many days after the one before; judged at every instant, as the fold does. */
  function live(acts: readonly { days: number; what: string; points: bigint; which: number }[]) {
    const tier = newTier(settings);
    let now = 0;
    acts.forEach(({ days, what, points, which }, index) => {
      pass(tier, day(now + days), day(now));
      now += days;
      if (what === 'kept') tier.credits = new Credits(tier.credits.packed());
      if (what === 'membership') membership(tier, now, `order:${index}`);
      const credits = [...tier.credits];
      const credit = what === 'return' ? credits[which % (credits.length || 1)] : undefined;
      if (credit) tier.credits.set({ ...credit, points: credit.points / 2n });
      if (what === 'purchase') tier.credits.set({ thing: `order:${index}`, at: day(now), points });
      judgeTier(settings, tier, day(now));
    });
    return { tier, now: day(now) };
  }

  /** The same found by letting all the time pass. */
  function lostBy(tier: TierState, now: number) {
    const ahead = copyTier(tier);
    const rank = (id: string) => settings.levels.findIndex((level) => level.id === id);
    for (let at = nextTierInstant(settings, ahead, now); at !== undefined; at = nextTierInstant(settings, ahead, at)) {
      const change = judgeTier(settings, ahead, at);
      if (change && rank(change.to) < rank(tier.held)) return { until: at, to: change.to };
    }
    return undefined;
  }

  it('is valid until time alone takes it', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const { tier, now } = live(acts);
        expect(tierValidUntil(settings, tier, now)).toEqual(lostBy(tier, now));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what keeps a tier', () => {
  it('is points until they leave the window, then the grace', () => {
    const tier = newTier(settings);
    expect([heldBy(tier, day(0)), pointsLostAt(settings, tier)]).toEqual(['points', undefined]);
    earn(tier, 0, 10n);
    earn(tier, 5, 200n);
    earn(tier, 3, 100n);
    // 300 are needed: the 10 may go, the 100 may not.
    expect([heldBy(tier, day(5)), pointsLostAt(settings, tier)]).toEqual(['points', day(3 + 365)]);
    pass(tier, day(368) - 1, day(5));
    expect([heldBy(tier, day(368) - 1), pointsLostAt(settings, tier)]).toEqual(['points', day(368)]);
    pass(tier, day(368), day(368) - 1);
    expect([tier.held, heldBy(tier, day(368)), pointsLostAt(settings, tier)]).toEqual(['gold', 'grace', undefined]);
  });

  it('is grace on each further step down as well', () => {
    const tier = newTier(settings);
    earn(tier, 0, 1000n);
    pass(tier, day(395), day(0));
    expect([tier.held, heldBy(tier, day(395))]).toEqual(['gold', 'grace']);
    pass(tier, day(425), day(395));
    expect([tier.held, heldBy(tier, day(425))]).toEqual(['silver', 'points']);
  });

  it('is a membership where the points do not reach, grace or not, and points where they do', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    judgeTier(settings, tier, day(0));
    expect([heldBy(tier, day(0)), pointsLostAt(settings, tier)]).toEqual(['membership', undefined]);
    earn(tier, 1, 300n);
    expect([heldBy(tier, day(1)), pointsLostAt(settings, tier)]).toEqual(['points', day(366)]);
    membership(tier, 200);
    pass(tier, day(370), day(1));
    expect([tier.held, heldBy(tier, day(370))]).toEqual(['gold', 'membership']);
    earn(tier, 371, 1000n);
    expect([tier.held, heldBy(tier, day(371))]).toEqual(['platinum', 'points']);
  });

  it('is no membership whose term has not begun', () => {
    const tier = newTier(settings);
    membership(tier, 0);
    membership(tier, 100);
    earn(tier, 101, 300n);
    endTerm(tier, { thing: 'order:0' }, day(102));
    tier.credits.set({ thing: 'order:101', at: day(101), points: 0n });
    judgeTier(settings, tier, day(102));
    expect([tier.held, heldBy(tier, day(102))]).toEqual(['gold', 'grace']);
  });
});
