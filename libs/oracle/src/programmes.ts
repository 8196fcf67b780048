import { daysLater, expiryByInactivity, expiryByMonth, type Zone } from './calendar.js';
import type { ProgrammeId } from './history.js';
import type { Bounds, Occasion } from './limits.js';

/** A tier: from so many qualifying points on, awards times numerator / denominator. */
export interface OracleTier {
  readonly id: string;
  readonly from: number;
  readonly multiplier: readonly [numerator: bigint, denominator: bigint];
}

/** What is reached by so many, within so many calendar days or in so many periods in a row. */
export interface OracleAchievement {
  readonly rule: string;
  readonly of: 'purchases' | 'reviews' | 'shares and events' | 'friends';
  /** Whether a purchase counts only from the amount on that a referral asks for. */
  readonly large?: true;
  readonly times: number;
  readonly days?: number;
  readonly streak?: 'month' | 'day';
  readonly again: boolean;
  readonly points: number;
}

export interface OracleProgramme {
  readonly zone: Zone;
  /** Minor units of the currency for one base point, undefined where a purchase earns nothing. */
  rateOf(currency: string, partnerId: string | undefined): number | undefined;
  readonly partners?: readonly string[];
  /** Lowest first. None: everything is worth its base points. */
  readonly tiers: readonly OracleTier[];
  readonly membership?: { readonly sku: string; readonly tier: string };
  availableFrom(at: number): number;
  /** Whether points of an order wait no longer once it is delivered. */
  readonly availableOnDelivery?: true;
  expiryOf(at: number): number;
  /** Dates that nothing moves, of what was earned by some occasions. */
  readonly ownExpiry?: Readonly<Partial<Record<Occasion, (at: number) => number>>>;
  /** Whether earning and redeeming move the expiry of everything else. */
  readonly activityExtends: boolean;
  readonly review?: { readonly points: number };
  readonly referral?: {
    readonly referrer: number;
    readonly referee: number;
    fromMinor(currency: string): number | undefined;
  };
  readonly socialShare?: { readonly points: number };
  readonly attendance?: { readonly points: number };
  readonly bounds: Readonly<Partial<Record<Occasion, Bounds>>>;
  readonly boundsOfAll?: Bounds;
  readonly achievements?: readonly OracleAchievement[];
}

const jewellerRates: Readonly<Record<string, number>> = { USD: 1000, EUR: 900, GBP: 800, JPY: 1500 };
const referralFrom: Readonly<Record<string, number>> = { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 };
const partnerRates: Readonly<Record<string, number>> = { fuel: 200, grocer: 200, telco: 500 };

const jeweller: OracleProgramme = {
  zone: 'UTC',
  rateOf: (currency) => jewellerRates[currency],
  tiers: [
    { id: 'silver', from: 0, multiplier: [1n, 1n] },
    { id: 'gold', from: 300, multiplier: [5n, 4n] },
    { id: 'platinum', from: 1000, multiplier: [3n, 2n] },
  ],
  membership: { sku: 'membership-gold', tier: 'gold' },
  availableFrom: (at) => at,
  expiryOf: (at) => expiryByMonth('UTC', at),
  activityExtends: false,
  review: { points: 5 },
  referral: { referrer: 50, referee: 20, fromMinor: (currency) => referralFrom[currency] },
  socialShare: { points: 2 },
  attendance: { points: 10 },
  bounds: { review: { timesPerMonth: 5 }, share: { timesPerDay: 2 } },
};

const travelClub: OracleProgramme = {
  zone: 'Europe/London',
  rateOf: (currency, partnerId) =>
    currency === 'GBP' && partnerId !== undefined ? partnerRates[partnerId] : undefined,
  partners: Object.keys(partnerRates),
  tiers: [],
  availableFrom: (at) => daysLater('Europe/London', at, 14),
  expiryOf: (at) => expiryByInactivity('Europe/London', at),
  activityExtends: true,
  bounds: {},
};

/** The jeweller's, with limits of every kind, and points that live as long as their owner does something, but for some. */
const boutique: OracleProgramme = {
  ...jeweller,
  zone: 'Europe/London',
  expiryOf: (at) => expiryByInactivity('Europe/London', at),
  ownExpiry: {
    review: (at) => daysLater('Europe/London', at, 90),
    attendance: (at) => expiryByMonth('Europe/London', at),
    referrer: (at) => daysLater('Europe/London', at, 30),
    referee: (at) => daysLater('Europe/London', at, 30),
  },
  activityExtends: true,
  bounds: {
    order: { timesPerDay: 3, pointsPerDay: 350, pointsPerMonth: 800 },
    review: { timesPerMonth: 2 },
    share: { daysApart: 2 },
    referrer: { pointsPerMonth: 80 },
    referee: { pointsPerDay: 15 },
  },
  boundsOfAll: { pointsPerDay: 340, pointsPerMonth: 850 },
};

const challenges: OracleProgramme = {
  ...jeweller,
  zone: 'Europe/London',
  expiryOf: (at) => expiryByMonth('Europe/London', at),
  achievements: [
    { rule: 'three-purchases', of: 'purchases', large: true, times: 3, days: 40, again: true, points: 30 },
    { rule: 'two-months', of: 'purchases', times: 2, streak: 'month', again: false, points: 7 },
    { rule: 'two-reviews', of: 'reviews', times: 2, again: true, points: 4 },
    { rule: 'two-days', of: 'shares and events', times: 2, streak: 'day', again: true, points: 6 },
    { rule: 'the-friend', of: 'friends', times: 1, again: false, points: 3 },
  ],
};

/** The numbers of the programmes, written down a second time: never read from the documents. */
export const programmes: Readonly<Record<ProgrammeId, OracleProgramme>> = {
  jeweller,
  'travel-club': travelClub,
  'travel-club-on-delivery': { ...travelClub, availableOnDelivery: true, bounds: { order: { pointsPerDay: 100 } } },
  boutique,
  challenges,
};
