import type { ExpectedMember } from '@perennial/oracle';

import type { MemberView } from './member-view.js';

/** The ledger's view in the oracle's words. */
export function inWords(view: MemberView): Omit<ExpectedMember, 'mergedInto' | 'erased' | 'tier'> & { tier?: unknown } {
  const { balance, totals, tier, lots, achievements } = view;
  const n = Number;
  return {
    ...{ available: n(balance.available), pending: n(balance.pending) },
    ...{ reserved: n(balance.reserved), debt: n(balance.debt) },
    ...{ earned: n(totals.earned), redeemed: n(totals.redeemed) },
    ...{ expired: n(totals.expired), clawedBack: n(totals.clawedBack) },
    ...{ adjustments: n(totals.adjusted), transfers: n(totals.transferred), reinstated: n(totals.reinstated) },
    lots: lots.map(({ points, availableAt, expiresAt }) => ({
      points: n(points),
      availableAt,
      expiresAt: expiresAt ?? Infinity,
    })),
    ...(achievements.length === 0 ? {} : { achievements: achievements.map(achievementInWords) }),
    ...(tier
      ? {
          tier: {
            id: tier.id,
            qualifyingPoints: n(tier.qualifyingPoints),
            ...(tier.validUntil === undefined ? {} : { validUntil: tier.validUntil }),
            ...(tier.next ? { next: { id: tier.next.id, missing: n(tier.next.missing) } } : {}),
          },
        }
      : {}),
  };
}

function achievementInWords({ rule, count, timesReached, reachedAt }: MemberView['achievements'][number]) {
  return { rule: rule.name, count, timesReached, ...(reachedAt === undefined ? {} : { reachedAt }) };
}

/**
 * What both have to say alike; since when the lowest tier is held nobody asks.
 *
 * @returns what the oracle says, and how to say the same of the ledger's view
 */
export function comparison({
  tier,
  mergedInto,
  erased: _e,
  ...member
}: ExpectedMember): readonly [object, (view: MemberView) => object] {
  // Of who has been merged, tier and memberships are the other's.
  if (mergedInto !== undefined) return [{ ...member, isMerged: true }, mergedInWords];
  const { since: _since, ...rest } = tier ?? { since: 0 };
  return [tier ? { ...member, tier: rest } : member, inWords];
}

function mergedInWords(view: MemberView): object {
  const { tier: _tier, ...words } = inWords(view);
  return { ...words, isMerged: view.mergedInto !== undefined };
}
