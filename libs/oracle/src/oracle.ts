import { customerErased, isEvent } from '@perennial/contracts';

import { achievementsOf } from './achievements.js';
import type { Notice } from './branches.js';
import { letClocksRun } from './clocks.js';
import { happeningsOfDecisions } from './decisions.js';
import { happeningsOfGrants } from './grants.js';
import type { Happening } from './happenings.js';
import type { Expected, ExpectedLot, ExpectedMember, ExpectedReferral, History, ProgrammeId } from './history.js';
import { namedIn } from './names.js';
import { comparePlaces } from './places.js';
import { programmes } from './programmes.js';
import { happeningsOfOrders } from './purchases.js';
import { referralsOf, type Referral } from './referrals.js';
import { happeningsOfEngagement, happeningsOfPartners, happeningsOfReviews } from './rewarded-acts.js';
import { storyOf, type Merge, type Story } from './story.js';
import { tierNow } from './tiers.js';
import { accountOf, openBooks, payDebt, type Books } from './wallets.js';

/**
 * What a programme makes of a history, said a second time by other hands: everything is sorted and played from nothing
 * for one question at one instant. Slow on purpose.
 *
 * @param history accepted facts in any order; see `acceptedOf` for what is accepted
 * @param asOf milliseconds since 1970; facts after it have not happened, those at it have
 * @param notice told of each branch of the rules that is taken
 */
export function expectedOf(
  programme: ProgrammeId,
  history: History,
  asOf: number,
  notice: Notice = () => {},
): Expected {
  const story = storyOf(programmes[programme], history, asOf, notice);
  const books = openBooks(story.programme, notice);
  const referrals = referralsOf(story);
  const achievements = achievementsOf(story, books, referrals);
  const happenings = [
    ...happeningsOfOrders(story, books, referrals),
    ...happeningsOfReviews(story, books),
    ...happeningsOfEngagement(story, books),
    ...happeningsOfPartners(story, books),
    ...happeningsOfGrants(story, books),
    ...happeningsOfDecisions(story, books),
    ...story.merges.map((merge) => ({ place: merge.place, act: () => mergeWallets(story, books, merge) })),
    // After all else that happens at a place.
    ...(achievements?.happenings ?? []),
  ];
  play(books, happenings, asOf);
  noticeMerged(story);

  const named = namedIn(history);
  const erased = new Set(
    history.events.filter((event) => isEvent(customerErased, event)).map(({ data }) => data.customerId),
  );
  if (erased.size > 0) notice('erased');
  const members = [...named].map(([customerId, since]): [string, ExpectedMember] => {
    if (erased.has(customerId)) return [customerId, { ...emptyMember(), erased: true }];
    const merge = story.merges.find(({ from }) => from === customerId);
    const member = merge ? mergedMember(story, books, customerId) : memberNow(story, books, customerId, since);
    return [customerId, { ...member, ...(achievements ? { achievements: achievements.now(customerId) } : {}) }];
  });
  return {
    members: new Map(members),
    referrals: new Map(referrals.map((one) => [one.event.data.referralId, referralNow(story, one)])),
  };
}

function play(books: Books, happenings: Happening[], asOf: number): void {
  for (const { place, act } of happenings.sort((a, b) => comparePlaces(a.place, b.place))) {
    if (place.at > asOf) continue;
    letClocksRun(books, place.at);
    act();
  }
  letClocksRun(books, asOf);
}

/** All that one has becomes the other's: lots, those to which points may come back, what is held, and debt. */
function mergeWallets({ notice }: Story, books: Books, { from, into, place }: Merge): void {
  notice('merged');
  const giver = accountOf(books, from);
  const taker = accountOf(books, into);
  const lots = books.lots.filter(({ owner }) => owner === from);
  const others = books.lots.filter(({ owner }) => owner !== from);
  const moved = lots.reduce((sum, { points }) => sum + points, 0) + giver.reserved - giver.debt;
  for (const lot of lots) lot.owner = into;
  // They come in now.
  books.lots.splice(0, books.lots.length, ...others, ...lots);
  for (const spending of books.spendings) {
    if (spending.owner === from) spending.owner = into;
    spending.together = spending.together.map((member) => (member === from ? into : member));
  }
  moveHome(books, from, into);
  giver.transfers -= moved;
  taker.transfers += moved;
  taker.reserved += giver.reserved;
  taker.debt += giver.debt;
  giver.reserved = 0;
  giver.debt = 0;
  payDebt(books, into, place.at);
}

/** The other takes the place in the household, unless the other has a home already. */
function moveHome({ households, notice }: Books, from: string, into: string): void {
  const settled = households.some((members) => members.includes(into));
  const home = households.find((members) => members.includes(from));
  if (!home) return;
  notice('merged in a household');
  home.splice(home.indexOf(from), 1, ...(settled ? [] : [into]));
}

function noticeMerged({ events, merges, notice }: Story): void {
  const late = events.some(({ at, subject }) => merges.some(({ from, place }) => from === subject && at > place.at));
  if (late) notice('fact of a merged customer');
}

function memberNow(story: Story, books: Books, customerId: string, since: number): ExpectedMember {
  const own = books.lots.filter(({ owner, points }) => owner === customerId && points > 0);
  const sum = (lots: typeof own) => lots.reduce((points, lot) => points + lot.points, 0);
  const tier = tierNow(story, customerId, since);
  return {
    ...accountOf(books, customerId),
    available: sum(own.filter(({ availableAt }) => availableAt <= story.asOf)),
    pending: sum(own.filter(({ availableAt }) => availableAt > story.asOf)),
    lots: lotsNow(own),
    ...(tier ? { tier } : {}),
  };
}

function lotsNow(lots: readonly ExpectedLot[]): ExpectedLot[] {
  const byDates = new Map<string, ExpectedLot>();
  for (const { points, availableAt, expiresAt } of lots) {
    const dates = `${availableAt} ${expiresAt}`;
    byDates.set(dates, { points: points + (byDates.get(dates)?.points ?? 0), availableAt, expiresAt });
  }
  return [...byDates.values()].sort((a, b) => a.expiresAt - b.expiresAt || a.availableAt - b.availableAt);
}

function mergedMember(story: Story, books: Books, customerId: string): ExpectedMember {
  let mergedInto = customerId;
  for (const { from, into } of story.merges) if (from === mergedInto) mergedInto = into;
  return { ...accountOf(books, customerId), available: 0, pending: 0, lots: [], mergedInto };
}

function emptyMember(): ExpectedMember {
  const zero = { reserved: 0, debt: 0, earned: 0, redeemed: 0, expired: 0, clawedBack: 0 };
  return { available: 0, pending: 0, ...zero, adjustments: 0, transfers: 0, reinstated: 0, lots: [] };
}

function referralNow({ asOf }: Story, { verdict, qualifiedBy, undoneAt }: Referral): ExpectedReferral {
  return {
    verdict,
    ...(qualifiedBy ? { qualifiedBy: qualifiedBy.orderId } : {}),
    ...(undoneAt && undoneAt.at <= asOf ? { undone: true as const } : {}),
  };
}
