import type { Envelope } from '@perennial/contracts';

/** The programmes the oracle knows by heart. */
/**
 * The last three are for specs alone: the travel club, but its points can be spent once their order is delivered; the
 * jeweller's with limits of every kind; and the jeweller with achievements.
 */
export const programmeIds = ['jeweller', 'travel-club', 'travel-club-on-delivery', 'boutique', 'challenges'] as const;
export type ProgrammeId = (typeof programmeIds)[number];

/** Everything that happened: commerce events that were accepted, and what the ledger itself was told to do. In any order. */
export interface History {
  readonly events: readonly Envelope[];
  readonly decisions: readonly Decision[];
  /** Versions of the programme that were applied, by `from`. */
  readonly rateChanges?: readonly RateChange[];
}

/** From an instant on (inclusive) a point costs `percent` of what the programme says at first, in every currency and at every partner. */
export interface RateChange {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Leaves whole minor units of every rate. */
  readonly percent: number;
}

/** Where decisions come from: their place in the order of things is (`at`, this source, `id`). */
export const DECISION_SOURCE = '/perennial/ledger';

/** A decision fixes its points and its instant and nothing else. `at` is the server's clock, milliseconds since 1970. */
export type Decision = Redemption | RedemptionReversal | Reservation | Adjustment | Transfer | Household;

export interface Redemption {
  readonly kind: 'redemption';
  readonly id: string;
  readonly at: number;
  readonly customerId: string;
  readonly rewardId: string;
  /** Whole points, at least 1. */
  readonly points: number;
  /** Where it was redeemed; settles accounts between partners and moves no balance. */
  readonly partnerId?: string;
}

export interface RedemptionReversal {
  readonly kind: 'redemption-reversal';
  readonly id: string;
  readonly at: number;
  /** Id of the redemption, or of the committed reservation, that is undone whole. */
  readonly redemptionId: string;
}

export interface Reservation {
  readonly kind: 'reservation';
  readonly id: string;
  readonly at: number;
  readonly customerId: string;
  /** Whole points, at least 1. */
  readonly points: number;
  /** Exclusive: at this instant the points go back, unless committed or released before. */
  readonly until: number;
  /** The order that is paid with the points. */
  readonly orderId?: string;
  /** At most one of the two, at an instant before `until`. Their place is that of a decision with the given id. */
  readonly commit?: ReservationEnd & {
    /** The order, where the reservation does not name it. */
    readonly orderId?: string;
  };
  readonly release?: ReservationEnd;
}

export interface ReservationEnd {
  readonly id: string;
  readonly at: number;
}

export interface Adjustment {
  readonly kind: 'adjustment';
  readonly id: string;
  readonly at: number;
  readonly customerId: string;
  /** Whole points, signed, not 0. */
  readonly points: number;
}

export interface Transfer {
  readonly kind: 'transfer';
  readonly id: string;
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** Whole points, at least 1. */
  readonly points: number;
}

export interface Household {
  readonly kind: 'household';
  readonly id: string;
  readonly at: number;
  /** 2 to 6 customers, none of them in another household. */
  readonly members: readonly string[];
}

/** What a member's account has to say at an instant. Points are whole numbers. */
export interface ExpectedMember {
  readonly available: number;
  readonly pending: number;
  readonly reserved: number;
  readonly debt: number;
  readonly earned: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly clawedBack: number;
  /** Signed. */
  readonly adjustments: number;
  /** Signed: transfers, draws of a household, and what a merge moved. */
  readonly transfers: number;
  readonly reinstated: number;
  /** Pending and available ones that hold points, by `expiresAt`, then `availableAt`; equal dates are one lot. */
  readonly lots: readonly ExpectedLot[];
  /** Absent in a programme without tiers, and for members merged away or erased. */
  readonly tier?: ExpectedTier;
  /** Absent in a programme without any. */
  readonly achievements?: readonly ExpectedAchievement[];
  /** The customer who has taken over everything. */
  readonly mergedInto?: string;
  readonly erased?: true;
}

export interface ExpectedLot {
  readonly points: number;
  readonly availableAt: number;
  /** The first instant at which the points are gone. */
  readonly expiresAt: number;
}

export interface ExpectedAchievement {
  readonly rule: string;
  readonly count: number;
  readonly timesReached: number;
  readonly reachedAt?: number;
}

export interface ExpectedTier {
  readonly id: string;
  readonly since: number;
  /** The instant the tier would be lost if nothing more happened, grace included; absent in the lowest tier. */
  readonly validUntil?: number;
  readonly qualifyingPoints: number;
  /** Absent in the highest tier. */
  readonly next?: { readonly id: string; readonly missing: number };
}

export type ReferralVerdict =
  'accepted' | 'self-referral' | 'already-referred' | 'referral-cycle' | 'existing-customer';

export interface ExpectedReferral {
  readonly verdict: ReferralVerdict;
  /** The order that qualified it. */
  readonly qualifiedBy?: string;
  /** Returns brought that order below the amount. */
  readonly undone?: true;
}

export interface Expected {
  /** By customer id: everybody whom a fact names, erased and merged ones included. */
  readonly members: ReadonlyMap<string, ExpectedMember>;
  /** By referral id. */
  readonly referrals: ReadonlyMap<string, ExpectedReferral>;
}
