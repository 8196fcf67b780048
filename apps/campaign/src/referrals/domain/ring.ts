/** A referral as far as it can give away that both sides are the same people. */
export interface ToldReferral {
  readonly referralId: string;
  readonly referrerId: string;
  readonly refereeId: string;
  readonly deviceDigest?: string | undefined;
  readonly addressDigest?: string | undefined;
}

/** So many friends of one referrer with one device or address are no coincidence any more: a family has fewer. */
export const SHARED_KEY_MIN = 3;

export type RingSign = 'shared-device' | 'shared-address' | 'returned-favour';

/**
 * Signs that a referral is one of a ring: its device or address is that of at least three friends of the same referrer, or the
 * friend has referred the referrer.
 *
 * @param others every known referral of the referrer, on either side; the referral itself may be among them
 */
export function ringSigns(referral: ToldReferral, others: readonly ToldReferral[]): RingSign[] {
  const own = others.filter(({ referrerId }) => referrerId === referral.referrerId);
  const sharing = (key: 'deviceDigest' | 'addressDigest'): boolean => {
    const value = referral[key];
    if (value === undefined) return false;
    const friends = own.filter((other) => other[key] === value).map(({ refereeId }) => refereeId);
    return new Set([...friends, referral.refereeId]).size >= SHARED_KEY_MIN;
  };
  const returned = others.some(
    ({ referrerId, refereeId }) => referrerId === referral.refereeId && refereeId === referral.referrerId,
  );
  return [
    ...(sharing('deviceDigest') ? (['shared-device'] as const) : []),
    ...(sharing('addressDigest') ? (['shared-address'] as const) : []),
    ...(returned ? (['returned-favour'] as const) : []),
  ];
}
