import type { Thing } from '../fact.js';
import type { MemberState, Balance } from '../member-state.js';
import type { Place } from '../place.js';
import type { MovementKind, WalletPart } from '../world.js';

export type TransferKind =
  /** Points for a fact; also what a late fact adds to an earlier award. */
  | 'accrual'
  /** Points taken back because what earned them was taken back, returned or cancelled. */
  | 'clawback'
  /** Points that a fact that arrived late shows never to have been earned; or to be there after all. */
  | 'correction'
  | 'expiry'
  | 'redemption'
  | 'reinstatement'
  /** Expired points that somebody brought back. */
  | 'expiry-reversal'
  | 'adjustment'
  | 'transfer'
  | 'merge'
  | 'erasure'
  /** Within the wallet: pending points become available. */
  | 'activation'
  /** Within the wallet: points are held for a cart. */
  | 'reservation'
  /** Within the wallet: held points go back. */
  | 'release'
  /** Within the wallet: points that were missing are owed. */
  | 'debt'
  /** Within the wallet: available points repay what is owed. */
  | 'repayment';

/** The accounts a transfer moves points between: parts of a member's wallet, and the programme's own. */
export type LedgerAccount = WalletPart | 'issuance' | 'redemption' | 'breakage' | 'adjustment' | 'transit';

/** Those of them that are a member's; the others are the programme's. */
export const walletParts: ReadonlySet<LedgerAccount> = new Set<WalletPart>([
  'available',
  'pending',
  'reserved',
  'debt',
]);

/** Where points of a movement come from or go to. */
export const counterparts: Readonly<Record<MovementKind, LedgerAccount | undefined>> = {
  award: 'issuance',
  expiry: 'breakage',
  erasure: 'breakage',
  redemption: 'redemption',
  reinstatement: 'redemption',
  'expiry-reversal': 'breakage',
  adjustment: 'adjustment',
  transfer: 'transit',
  merge: 'transit',
  activation: undefined,
  reservation: undefined,
  release: undefined,
};

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
  readonly thing: Thing;
  readonly programmeVersion: number;
  /** The event that caused the transfer; of what time alone does, the one that earned the points. */
  readonly cause: Place;
  /** Milliseconds since 1970: when it happened, by the facts. */
  readonly occurredAt: number;
  /** Number of its message on the topic of its kind; absent: it has none. */
  readonly memberSequence?: bigint;
  readonly partnerId?: string | undefined;
}

/** A member's wallet and counters, as locked. */
export interface Member {
  readonly customerId: string;
  readonly account: string;
  readonly state: MemberState;
  /** As posted: what the transfers come to. */
  readonly balance: Balance;
  /** Highest numbers given: of the member's transfers, and of its messages on either topic. */
  readonly transfers: bigint;
  readonly rewardSequence: bigint;
  readonly pointsSequence: bigint;
  /** The tier last told of. */
  readonly tier: string;
  /** Accounts whose wallets hang together with this one: by transfers, households, merges. */
  readonly linked: readonly string[];
  /** Dates that notices were given of, in milliseconds since 1970; by award for those whose rule has its own expiry. */
  readonly noticed: {
    readonly expiry?: number;
    readonly awards?: Readonly<Record<string, number>>;
    readonly tier?: number;
  };
}

/** Points posted so far for one rule, thing and partner: signed, into the wallet. */
export interface Posted {
  readonly rule: string;
  readonly thing: Thing;
  readonly kind: MovementKind;
  readonly points: bigint;
  /** When the last of it happened, in milliseconds since 1970. */
  readonly lastAt: number;
  readonly partnerId?: string | undefined;
}
