import type { Envelope } from '@perennial/contracts';

/** CloudEvents source of everything that is decided at the ledger. */
export const LEDGER_SOURCE = '/perennial/ledger';

/**
 * What was decided at the ledger: points and instant are fixed for ever, everything else follows from the fold. Accounts
 * stand in them, never customers.
 *
 * `pool`: who redeems together, the one who acts among them, in the order of their customer ids.
 */
export type Decision =
  | {
      readonly kind: 'redemption';
      readonly redemptionId: string;
      readonly rewardId: string;
      readonly points: bigint;
      readonly partnerId?: string;
      readonly pool: readonly string[];
    }
  | { readonly kind: 'redemption-reversal'; readonly redemptionId: string; readonly pool: readonly string[] }
  | {
      readonly kind: 'reservation';
      readonly reservationId: string;
      readonly points: bigint;
      /** Released by itself at this instant, in milliseconds since 1970. */
      readonly until: number;
      /** The order it is the points tender of: what is returned of it brings points back. */
      readonly orderId?: string;
      readonly pool: readonly string[];
    }
  | {
      readonly kind: 'reservation-commit';
      readonly reservationId: string;
      /** Where the order was not known yet when the points were reserved. */
      readonly orderId?: string;
      readonly pool: readonly string[];
    }
  | { readonly kind: 'reservation-release'; readonly reservationId: string; readonly pool: readonly string[] }
  /** Signed: above 0 to the member. */
  | { readonly kind: 'adjustment'; readonly adjustmentId: string; readonly points: bigint; readonly reason: string }
  /** Expired points, at most so many. `expiresAt`: the date they get; absent: that of points given at this instant. */
  | {
      readonly kind: 'reinstatement';
      readonly reinstatementId: string;
      readonly points: bigint;
      readonly expiresAt?: number;
      readonly reason: string;
    }
  /** Of lots that would be gone by `expiringBy`, inclusive (absent: whenever), and before `expiresAt`: their new date. */
  | {
      readonly kind: 'extension';
      readonly extensionId: string;
      readonly expiringBy?: number;
      readonly expiresAt: number;
      readonly reason: string;
    }
  | { readonly kind: 'transfer'; readonly transferId: string; readonly to: string; readonly points: bigint }
  | { readonly kind: 'household'; readonly householdId: string; readonly pool: readonly string[] }
  /** `pool`: everybody in it, the one who leaves among them. */
  | { readonly kind: 'household-leave'; readonly householdId: string; readonly pool: readonly string[] }
  /** `pool`: the member merged into, and everybody whose household changes with it. */
  | { readonly kind: 'merge'; readonly into: string; readonly pool: readonly string[] }
  /** `pool`: everybody whose household changes with it. */
  | { readonly kind: 'erasure'; readonly pool: readonly string[] };

export type DecisionOf<Kind extends Decision['kind']> = Extract<Decision, { kind: Kind }>;

const PREFIX = 'ledger.decision.';

export function decisionType(kind: Decision['kind']): string {
  return `${PREFIX}${kind}`;
}

export function isDecision(event: Envelope): event is Envelope<string, Decision> {
  return event.type.startsWith(PREFIX);
}

/** Acts on the account it was decided for, also after that was merged. */
export function staysWithItsAccount({ kind }: Decision): boolean {
  return kind === 'erasure';
}

/** Everybody whose wallet a decision of `account` concerns. */
export function participantsOf(account: string, decision: Decision): readonly string[] {
  if ('pool' in decision) return [...new Set([account, ...decision.pool])];
  if (decision.kind === 'transfer') return [account, decision.to];
  return [account];
}
