import type { AccessWindow, CampaignOffer } from '@perennial/programme';

/** Whether somebody has access, and why not. Reasons are shown to shops: never renamed. */
export interface Access {
  readonly isOpen: boolean;
  readonly reason: 'open' | 'not-yet' | 'over';
  /** From when the tier has access, inclusive; milliseconds since 1970. */
  readonly from: number;
}

/**
 * The access of a tier to a window at an instant (milliseconds since 1970).
 *
 * @param tier as the ledger told it; undefined: nobody did, so it is the lowest
 */
export function accessOf(window: AccessWindow, tier: string | undefined, now: number): Access {
  const { opensAt, earlier, until, lowestTier = '' } = window;
  const from = earlier.get(tier ?? lowestTier) ?? opensAt;
  if (until !== undefined && now >= until) return { isOpen: false, reason: 'over', from };
  return now >= from ? { isOpen: true, reason: 'open', from } : { isOpen: false, reason: 'not-yet', from };
}

/** The window that an offer invites to; undefined when it is something else. */
export function windowOf(
  offer: CampaignOffer | undefined,
  windows: ReadonlyMap<string, AccessWindow>,
): AccessWindow | undefined {
  return offer?.kind === 'benefit' ? windows.get(offer.benefit) : undefined;
}
