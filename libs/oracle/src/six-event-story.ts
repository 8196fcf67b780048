import type { Envelope } from '@perennial/contracts';

import { redeems, type Fact } from './asking.js';
import type { ExpectedMember } from './history.js';
import { expectedOf } from './oracle.js';
import { buys, instant, reviews, sendsBack } from './shop.js';

/** All within one day, so that everything can be published while the clock stands at the redemption. */
export const sixEventStory = {
  programme: 'jeweller',
  customerId: 'ann',
  /** The redemption is asked for at its own instant, which is what the server's clock has to say then. */
  now: instant('2027-03-01T14:00:00Z'),
  /** After all six. */
  asOf: instant('2027-03-01T23:00:00Z'),
} as const;

const redemption = redeems(50, sixEventStory.now, 'story-redemption', sixEventStory.customerId);

/** 45 points; 5 for a review; 10 taken back; 12 more; 50 spent; what was left of the first 45 taken back. */
const facts: readonly Fact[] = [
  buys('ann', 'story-1', '2027-03-01T10:00:00Z', 45_900),
  reviews('ann', 'story-review', '2027-03-01T11:00:00Z', 'ring-3'),
  sendsBack('story-1', 'story-return-1', '2027-03-01T12:00:00Z', 10_000),
  buys('ann', 'story-2', '2027-03-01T13:00:00Z', 12_900),
  redemption,
  sendsBack('story-1', 'story-return-2', '2027-03-01T15:00:00Z', 35_900),
];

/** The six facts in order of things: five events and the request for a gift box of 50 points. */
export const storyFacts: readonly Fact[] = facts;

const totals = { earned: 45 + 5 + 12, clawedBack: 45, expired: 0, adjustments: 0, transfers: 0, reinstated: 0 };
const march = instant('2027-03-01T13:00:00Z');

/** What it comes to, computed by hand. A request that comes before its points is refused, and then is no fact. */
export const storyOutcome: Readonly<Record<'redeemed' | 'refused', Omit<ExpectedMember, 'tier'>>> = {
  redeemed: { ...totals, redeemed: 50, available: 0, pending: 0, reserved: 0, debt: 33, lots: [] },
  refused: {
    ...totals,
    redeemed: 0,
    available: 17,
    pending: 0,
    reserved: 0,
    debt: 0,
    lots: [
      { points: 5, availableAt: instant('2027-03-01T11:00:00Z'), expiresAt: instant('2028-04-01T00:00:00Z') },
      { points: 12, availableAt: march, expiresAt: instant('2028-04-01T00:00:00Z') },
    ],
  },
};

/** All 720 orders in which the six can arrive. */
export function* storyArrivals(rest: readonly Fact[] = facts): Generator<readonly Fact[]> {
  if (rest.length === 0) yield [];
  for (const fact of rest) {
    for (const others of storyArrivals(rest.filter((other) => other !== fact))) yield [fact, ...others];
  }
}

/** Whether the points for the redemption are there when it is asked for after these events have arrived. */
export function storyRedemptionIsCovered(arrivedBefore: readonly Envelope[]): boolean {
  const { programme, now, customerId } = sixEventStory;
  const { members } = expectedOf(programme, { events: arrivedBefore, decisions: [] }, now);
  return (members.get(customerId)?.available ?? 0) >= redemption.points;
}
