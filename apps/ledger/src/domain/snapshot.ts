import type { Envelope } from '@perennial/contracts';

import type { Programme } from '@perennial/programme';

import type { MemberFact } from './member-fact.js';
import type { MemberState } from './member-state.js';
import type { ParkedEvent } from './parked.js';
import type { Place } from './place.js';
import type { PointsMessage } from './points-message.js';
import type { JudgedReferral } from './referral-graph.js';

/** A member's wallet and counters, as locked. */
export interface Member {
  readonly customerId: string;
  readonly account: string;
  readonly state: MemberState;
  readonly available: bigint;
  /** Highest numbers given: of the member's transfers, and of its messages on either topic. */
  readonly transfers: bigint;
  readonly rewardSequence: bigint;
  readonly pointsSequence: bigint;
}

/** An order as locked. Without `account` it was named, but no purchase of it is known. */
export interface OrderRecord {
  readonly orderId: string;
  readonly account?: string;
  /** Bucket of the account: of the customer, or of a guest's order. */
  readonly accountBucket?: number;
  /** Bought by nobody we know: `account` is the order's own. */
  readonly guest: boolean;
  readonly currency?: string;
  /** The lowest revision known: the one that counts. */
  readonly revision?: number;
}

/** Points posted so far for one rule and fact. */
export interface PostedAward {
  readonly rule: string;
  readonly fact: Place;
  readonly points: bigint;
}

/** What folding a member again needs. */
export interface History {
  /** The member's own facts, in any order, with every revision of an order. */
  readonly facts: readonly MemberFact[];
  readonly posted: readonly PostedAward[];
}

/** Everything the decision on a chunk may rest on: locked until it is saved. */
export interface Snapshot {
  readonly programme: Programme;
  readonly orders: ReadonlyMap<string, OrderRecord>;
  /** Accounts of the customers the chunk names; of those only mentioned, by what is about a known order or review, if they are known. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Accounts that came into being for this chunk. */
  readonly created: ReadonlySet<string>;
  readonly members: ReadonlyMap<string, Member>;
  /** Customer accounts by review id, of the reviews the chunk names; those not published yet are missing. */
  readonly reviews: ReadonlyMap<string, string>;
  /** What waits for the publication of a review the chunk names. */
  readonly parked: readonly ParkedEvent[];
  /** All referrals of the locked members as referees; with `graphLocked` the accepted ones on their ways up too. */
  readonly referrals: readonly JudgedReferral[];
  /** Whether nobody else can change the graph of referrals. */
  readonly graphLocked: boolean;
  /** Accounts of which all referrals connected with them, over any number of steps, are in `referrals`. */
  readonly connected: ReadonlySet<string>;
  /** With an account's history come the referrals in which it is the referrer. */
  readonly histories: ReadonlyMap<string, History>;
}

/** What the decision turned out to need besides. Lock or load it, and decide again. */
export interface Missing {
  readonly members: ReadonlySet<string>;
  readonly histories: ReadonlySet<string>;
  readonly graph: boolean;
  readonly connected: ReadonlySet<string>;
}

export type TransferKind =
  /** Points for a fact; also what a late fact adds to an earlier award. */
  | 'accrual'
  /** Points taken back because what earned them was taken back. */
  | 'clawback'
  /** Points that an earlier fact, arriving late, shows never to have been earned. */
  | 'correction';

/** The accounts a transfer moves points between: the member's wallet, and the programme that issues. */
export type LedgerAccount = 'wallet' | 'issuance';

export interface Transfer {
  readonly account: string;
  readonly customerId: string;
  /** 1, 2, 3 … per account. */
  readonly number: bigint;
  readonly transferId: string;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  /** Above 0. */
  readonly points: bigint;
  readonly kind: TransferKind;
  readonly rule: string;
  /** What was paid for. */
  readonly fact: Place;
  /** The event that caused the transfer. */
  readonly cause: Place;
  /** Milliseconds since 1970: when it happened, by the facts. */
  readonly occurredAt: number;
  /** Number of its message, on the topic of its kind. */
  readonly memberSequence: bigint;
}

export interface KeptFact {
  readonly account: string;
  /** Bucket of the account. */
  readonly bucket: number;
  readonly event: Envelope;
}

/** An event that contradicts what is known of its order or review: it is set aside and has no effect. */
export interface Refusal {
  readonly event: Envelope;
  readonly reason: 'DUPLICATE_ORDER' | 'CUSTOMER_MISMATCH' | 'CURRENCY_MISMATCH';
  /** For a person: which value, and what would have been right. */
  readonly detail: string;
}

/** What a chunk changes. */
export interface Effects {
  readonly facts: readonly KeptFact[];
  /** Events that wait from now on. */
  readonly parked: readonly ParkedEvent[];
  /** Events that waited and have become facts. */
  readonly released: readonly ParkedEvent[];
  readonly orders: readonly OrderRecord[];
  readonly reviews: readonly { readonly reviewId: string; readonly account: string; readonly bucket: number }[];
  readonly referrals: readonly JudgedReferral[];
  /** Members whose wallet, state or counters changed. */
  readonly members: readonly Member[];
  readonly transfers: readonly Transfer[];
  readonly messages: readonly PointsMessage[];
  readonly rejected: readonly Refusal[];
  /** Accounts created for this chunk that no accepted event names after all. */
  readonly unused: readonly string[];
}

export type ChunkDecision =
  | { readonly missing: Missing; readonly effects?: undefined }
  | { readonly missing?: undefined; readonly effects: Effects };
