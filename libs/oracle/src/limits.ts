import { DAY, dayOf, monthOf, type Zone } from './calendar.js';
import type { Branch } from './branches.js';
import type { Books } from './wallets.js';

/** What points are earned by. */
export type Occasion = 'order' | 'review' | 'share' | 'attendance' | 'referrer' | 'referee';

const beyond: Readonly<Partial<Record<Occasion, Branch>>> = {
  order: 'order beyond the limit',
  review: 'review beyond the limit',
  share: 'share beyond the limit',
  referrer: 'referrer beyond the limit',
  referee: 'referee beyond the limit',
};

export interface Bounds {
  readonly timesPerDay?: number;
  readonly timesPerMonth?: number;
  readonly pointsPerDay?: number;
  readonly pointsPerMonth?: number;
  readonly daysApart?: number;
}

/** Points that somebody was given. It stays on the list whatever is taken back. */
export interface Grant {
  readonly person: string;
  readonly occasion: Occasion;
  readonly at: number;
  readonly points: number;
}

/** How many points somebody may be given for an occasion at an instant. */
export function roomFor(books: Books, person: string, occasion: Occasion, at: number): number {
  const { zone, bounds, boundsOfAll } = books.programme;
  const own = books.grants.filter((grant) => grant.person === person);
  const alike = own.filter((grant) => grant.occasion === occasion);
  return Math.min(roomWithin(zone, bounds[occasion] ?? {}, alike, at), roomWithin(zone, boundsOfAll ?? {}, own, at));
}

function roomWithin(zone: Zone, bounds: Bounds, grants: readonly Grant[], at: number): number {
  const today = grants.filter((grant) => dayOf(zone, grant.at) === dayOf(zone, at));
  const thisMonth = grants.filter((grant) => monthOf(zone, grant.at) === monthOf(zone, at));
  const {
    timesPerDay = Infinity,
    timesPerMonth = Infinity,
    pointsPerDay = Infinity,
    pointsPerMonth = Infinity,
  } = bounds;
  if (today.length >= timesPerDay || thisMonth.length >= timesPerMonth) return 0;
  const midnight = (instant: number) => Date.parse(dayOf(zone, instant));
  if (grants.some((grant) => midnight(at) - midnight(grant.at) < (bounds.daysApart ?? 0) * DAY)) return 0;
  return Math.max(0, Math.min(pointsPerDay - sumOf(today), pointsPerMonth - sumOf(thisMonth)));
}

function sumOf(grants: readonly Grant[]): number {
  return grants.reduce((sum, { points }) => sum + points, 0);
}

/** Gives as many of the points as there is room for. @returns how many */
export function grant(books: Books, person: string, occasion: Occasion, wanted: number, at: number): number {
  const points = Math.min(wanted, roomFor(books, person, occasion, at));
  if (points > 0) books.grants.push({ person, occasion, at, points });
  const branch = points === 0 ? beyond[occasion] : 'award cut to what was left';
  if (points < wanted && branch) books.notice(branch);
  return points;
}
