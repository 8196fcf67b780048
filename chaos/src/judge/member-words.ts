import type { ExpectedMember } from '@perennial/oracle';

/** A member as `GET /v1/members/{id}` shows one; only what is compared. */
export interface MemberJson {
  readonly balance: Readonly<Record<'available' | 'pending' | 'reserved' | 'debt', number>>;
  readonly earned: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly clawedBack: number;
  readonly adjusted: number;
  readonly transferred: number;
  readonly reinstated: number;
  readonly lots: readonly { readonly points: number; readonly availableAt: string; readonly expiresAt?: string }[];
  readonly tier?: {
    readonly id: string;
    readonly validUntil?: string;
    readonly qualifyingPoints: number;
    readonly next?: { readonly id: string; readonly missing: number };
  };
  readonly mergedInto?: string;
  readonly asOf: string;
}

/** What the oracle expects of a member, as far as the service shows it. */
export function expectedWords({ tier, mergedInto, erased: _, achievements: _a, ...member }: ExpectedMember): object {
  // Of who has been merged twice either may be named; tier and memberships are the other's.
  if (mergedInto !== undefined) return { ...member, isMerged: true };
  const { since: _s, ...shown } = tier ?? { since: 0 };
  return { ...member, ...(tier ? { tier: shown } : {}) };
}

/** The same of what the service says. */
export function saidWords({ balance, tier, lots, mergedInto, ...totals }: MemberJson): object {
  return {
    ...balance,
    earned: totals.earned,
    redeemed: totals.redeemed,
    expired: totals.expired,
    clawedBack: totals.clawedBack,
    adjustments: totals.adjusted,
    transfers: totals.transferred,
    reinstated: totals.reinstated,
    lots: lots.map(({ points, availableAt, expiresAt }) => ({
      points,
      availableAt: Date.parse(availableAt),
      expiresAt: expiresAt === undefined ? Infinity : Date.parse(expiresAt),
    })),
    ...(mergedInto === undefined ? tierWords(tier) : { isMerged: true }),
  };
}

function tierWords(tier: MemberJson['tier']): object {
  if (!tier) return {};
  const { id, qualifyingPoints, validUntil, next } = tier;
  return {
    tier: {
      id,
      qualifyingPoints,
      ...(validUntil === undefined ? {} : { validUntil: Date.parse(validUntil) }),
      ...(next === undefined ? {} : { next }),
    },
  };
}
