import { engagementRecorded, isEvent, reviewPublished, reviewUnpublished } from '@perennial/contracts';

import { DAY, wallTime } from './calendar.js';
import type { Happening } from './happenings.js';
import type { ExpectedAchievement } from './history.js';
import { netEligible, reaches } from './order-worth.js';
import { comparePlaces, isBefore, placeOfUndoing, type Place } from './places.js';
import type { OracleAchievement } from './programmes.js';
import type { Referral } from './referrals.js';
import { personAt, type Order, type Story } from './story.js';
import { award, clawBack, type Books } from './wallets.js';

/** Something that counts from one place until another, if it ever stops. */
interface Deed {
  readonly person: string;
  readonly place: Place;
  readonly undoneAt?: Place | undefined;
  /** Of all with the same, only the first counts. */
  readonly once?: string;
}

/** A time it was reached that stands. */
interface Paid {
  readonly name: string;
  readonly at: number;
}

interface Settling {
  readonly story: Story;
  readonly books: Books;
  readonly one: OracleAchievement;
  /** By person. */
  readonly paid: Map<string, Paid[]>;
}

export interface Achievements {
  readonly happenings: readonly Happening[];
  readonly now: (person: string) => readonly ExpectedAchievement[];
}

/** At each place at which a deed begins or ceases to count, all is counted anew, and what is paid made equal to it. */
export function achievementsOf(story: Story, books: Books, referrals: readonly Referral[]): Achievements | undefined {
  const { achievements } = story.programme;
  if (!achievements) return undefined;
  const all = achievements.map((one) => {
    const deeds = deedsOf(story, one, referrals).sort((a, b) => comparePlaces(a.place, b.place));
    const first = deeds.filter(
      ({ person, once }, index) =>
        once === undefined || deeds.findIndex((other) => other.person === person && other.once === once) === index,
    );
    if (first.length < deeds.length) story.notice('counted once');
    return { story, books, one, deeds: first, paid: new Map<string, Paid[]>() };
  });
  const happenings = all.flatMap((each) =>
    each.deeds.flatMap(({ person, place, undoneAt }) =>
      [place, ...(undoneAt ? [undoneAt] : [])].map((at) => ({
        place: at,
        act: () => settle(each, person, standing(each.deeds, person, at), at),
      })),
    ),
  );
  const end: Place = { at: story.asOf + 1, source: '', id: '' };
  const now = (person: string) =>
    all.map(({ one, deeds, paid }) => {
      const days = daysOf(story, standing(deeds, person, end));
      const times = paid.get(person) ?? [];
      const last = times.at(-1);
      const count = openNow(one, days, dayOf(story, story.asOf));
      return { rule: one.rule, count, timesReached: times.length, ...(last ? { reachedAt: last.at } : {}) };
    });
  return { happenings, now };
}

function standing(deeds: readonly Deed[], person: string, at: Place): Deed[] {
  return deeds.filter(
    (deed) => deed.person === person && !isBefore(at, deed.place) && !(deed.undoneAt && !isBefore(at, deed.undoneAt)),
  );
}

function settle({ story, books, one, paid }: Settling, person: string, deeds: readonly Deed[], place: Place): void {
  const due = timesIn(one, daysOf(story, deeds));
  const times = paid.get(person) ?? [];
  paid.set(person, times);
  if (due > times.length) {
    const name = `${one.rule} ${place.source} ${place.id}`;
    story.notice('achievement reached');
    times.push({ name, at: place.at });
    award(books, person, name, one.points, place);
  }
  if (due < times.length) {
    const { name } = times.pop()!;
    const holder = personAt(story, person, place);
    story.notice(holder === person ? 'achievement lost' : 'achievement lost after a merge');
    clawBack(books, holder, name, one.points, place.at);
  }
}

/** How often so many days reach it, if they are put together as favourably as possible. */
function timesIn(
  { times, days: window = Infinity, streak, again }: OracleAchievement,
  days: readonly number[],
): number {
  let most: number;
  if (streak) most = runsOf(streak, days).reduce((sum, run) => sum + Math.floor(run / times), 0);
  else {
    const best = [0];
    days.forEach((day, index) => {
      const first = days[index + 1 - times];
      const withThis = first !== undefined && day - first < window ? best[index + 1 - times]! + 1 : 0;
      best.push(Math.max(best[index]!, withThis));
    });
    most = best.at(-1)!;
  }
  return again ? most : Math.min(most, 1);
}

/** What counts towards the next time: all after the first few that reach it as often as all do. */
function openNow(one: OracleAchievement, days: readonly number[], today: number): number {
  const reached = timesIn(one, days);
  if (reached > 0 && !one.again) return one.times;
  if (one.streak) {
    const newest = days.at(-1);
    if (newest === undefined || periodIn(one.streak, newest) < periodIn(one.streak, today) - 1) return 0;
    return runsOf(one.streak, days).at(-1)! % one.times;
  }
  let used = 0;
  while (timesIn(one, days.slice(0, used)) < reached) used += 1;
  return days.slice(used).filter((day) => today - day < (one.days ?? Infinity)).length;
}

/** Lengths of the runs of periods with at least one. */
function runsOf(streak: 'month' | 'day', days: readonly number[]): number[] {
  const periods = [...new Set(days.map((day) => periodIn(streak, day)))];
  const runs: number[] = [];
  for (const period of periods) {
    if (periods.includes(period - 1)) runs[runs.length - 1]! += 1;
    else runs.push(1);
  }
  return runs;
}

function periodIn(streak: 'month' | 'day', day: number): number {
  if (streak === 'day') return day;
  const [year = 0, month = 0] = new Date(day * DAY).toISOString().split('-').map(Number);
  return year * 12 + month;
}

function dayOf({ programme }: Story, at: number): number {
  return Math.floor(wallTime(programme.zone, at) / DAY);
}

function daysOf(story: Story, deeds: readonly Deed[]): number[] {
  return deeds.map(({ place }) => dayOf(story, place.at));
}

function deedsOf(story: Story, { of, large }: OracleAchievement, referrals: readonly Referral[]): Deed[] {
  const by = (customerId: string, place: Place) => ({ person: personAt(story, customerId, place), place });
  switch (of) {
    case 'purchases':
      return story.orders.flatMap((order) => {
        if (order.customerId === undefined || !isEnough(story, order, 0, large)) return [];
        const undoing = order.returns.find((_, index) => !isEnough(story, order, index + 1, large));
        return [{ ...by(order.customerId, order.place), undoneAt: undoing?.place }];
      });
    case 'reviews':
      return story.events
        .filter((event) => isEvent(reviewPublished, event))
        .filter(({ data }) => data.verified)
        .map((event) => {
          const { reviewId, customerId, sku } = event.data;
          const taken = story.events
            .filter((other) => isEvent(reviewUnpublished, other))
            .find(({ data }) => data.reviewId === reviewId);
          return { ...by(customerId, event), once: sku, undoneAt: taken && placeOfUndoing(event, taken) };
        });
    case 'shares and events':
      return story.events
        .filter((event) => isEvent(engagementRecorded, event))
        .flatMap((event) => {
          const { kind, proofId, customerId } = event.data;
          if (proofId === undefined || kind === 'workshop-attended') return [];
          return [{ ...by(customerId, event), once: proofId }];
        });
    case 'friends':
      return referrals.flatMap(({ event, qualifiedBy, undoneAt }) =>
        qualifiedBy ? [{ ...by(event.data.referrerId, qualifiedBy.place), undoneAt }] : [],
      );
  }
}

/** Whether enough is left of an order after so many of its returns. */
function isEnough(story: Story, order: Order, returns: number, large: true | undefined): boolean {
  const from = story.programme.referral?.fromMinor(order.data.currency);
  if (large) return from !== undefined && reaches(netEligible(story.programme, order, returns), from);
  const returned = order.returns.slice(0, returns).reduce((sum, { data }) => sum + data.amountMinor, 0);
  return returned < order.data.totalMinor;
}
