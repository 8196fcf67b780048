import type { Envelope } from '@perennial/contracts';
import type { ProgrammeHistory } from '@perennial/programme';

import type { Fact, Thing } from '../fact.js';
import type { OutgoingPoints } from '../posting/points-message.js';
import type { Member, Posted, Transfer } from '../posting/transfer.js';
import type { JudgedReferral } from '../referral-graph.js';
import type { ParkedFor, Waiting } from './parked.js';

/** What is known of an order, or of a spending at a partner: whose it is, and what came back. Locked before any member. */
export interface SaleRecord {
  readonly thing: Thing;
  /** Absent: it was named, but nothing of it is known yet. */
  readonly account?: string | undefined;
  /** Bucket of the account: of the customer, or of a guest's order. */
  readonly accountBucket?: number | undefined;
  /** Bought by nobody we know: `account` is the order's own. */
  readonly guest: boolean;
  /** The highest revision accepted, and what it says. */
  readonly revision?: number | undefined;
  readonly currency?: string | undefined;
  readonly total?: bigint | undefined;
  /** Pieces by line; absent when no lines are known. */
  readonly quantities?: Readonly<Record<string, number>> | undefined;
  readonly returned: bigint;
  readonly returnedQuantities: Readonly<Record<string, number>>;
  readonly cancelled: boolean;
}

/** What folding a pool of members again needs of one of them. */
export interface History {
  /** The member's own facts, in any order, with every revision of an order. */
  readonly facts: readonly Fact[];
  readonly posted: readonly Posted[];
}

/** Everything the decision on a chunk may rest on: locked until it is saved. */
export interface Snapshot {
  readonly programmes: ProgrammeHistory;
  /** The service's clock: when a customer is forgotten. */
  readonly now: number;
  readonly sales: ReadonlyMap<Thing, SaleRecord>;
  /** Accounts of the customers the chunk names; of those only mentioned, if they are known. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Customers the chunk names who were forgotten. */
  readonly erased: ReadonlySet<string>;
  /** Accounts that came into being for this chunk. */
  readonly created: ReadonlySet<string>;
  readonly members: ReadonlyMap<string, Member>;
  /** Customer accounts by review id, of the reviews the chunk names; those not published yet are missing. */
  readonly reviews: ReadonlyMap<string, string>;
  /** What waits for the things the chunk names. */
  readonly parked: readonly Waiting[];
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
  /** All lots of all members; otherwise only of those for whom something is due, and of whom histories are wanted. */
  readonly lots: boolean;
  readonly histories: ReadonlySet<string>;
  readonly graph: boolean;
  readonly connected: ReadonlySet<string>;
}

export interface KeptFact {
  readonly account: string;
  /** Bucket of the account. */
  readonly bucket: number;
  readonly event: Envelope;
}

/** An event that contradicts what is known: it is set aside and has no effect. */
export interface Refusal {
  readonly event: Envelope;
  readonly reason:
    | 'CURRENCY_MISMATCH'
    | 'CUSTOMER_MISMATCH'
    | 'DUPLICATE_ORDER'
    | 'INVALID_DATA'
    | 'OVER_RETURN'
    | 'SUBJECT_ERASED'
    | 'UNKNOWN_PARTNER';
  /** For a person: which value, and what would have been right. */
  readonly detail: string;
}

/** What a chunk changes. */
export interface Effects {
  readonly facts: readonly KeptFact[];
  /** Events that wait from now on. */
  readonly parked: readonly ParkedFor[];
  /** Events that waited and do no longer: they have become facts, or were refused. */
  readonly released: readonly Waiting[];
  readonly sales: readonly SaleRecord[];
  readonly reviews: readonly { readonly reviewId: string; readonly account: string; readonly bucket: number }[];
  readonly referrals: readonly JudgedReferral[];
  /** Members whose wallet, state or counters changed. */
  readonly members: readonly Member[];
  /** Accounts of which every lot is in the state: lots that are not are gone. */
  readonly refolded: ReadonlySet<string>;
  readonly transfers: readonly Transfer[];
  readonly messages: readonly OutgoingPoints[];
  readonly rejected: readonly Refusal[];
  /** Accounts created for this chunk that no accepted event names after all. */
  readonly unused: readonly string[];
  /** By account: whom the others of them belong to now. */
  readonly opened: ReadonlyMap<string, Member>;
  /** Customers to be forgotten with this transaction. */
  readonly forgotten: readonly { readonly customerId: string; readonly account: string }[];
}

export type ChunkDecision =
  | { readonly missing: Missing; readonly effects?: undefined }
  | { readonly missing?: undefined; readonly effects: Effects };
