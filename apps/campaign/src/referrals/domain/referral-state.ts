/** What has become of an invitation. */
export type ReferralState = 'invited' | 'joined' | 'qualified' | 'rewarded' | 'reversed';

export interface ReferralFacts {
  /** The friend was told of as a customer, or has bought. */
  readonly joined: boolean;
  /** The ledger has given points for the friend's purchase. */
  readonly qualified: boolean;
  /** One of both has got an offer for it. */
  readonly rewarded: boolean;
  /** The ledger has taken the points back. */
  readonly reversed: boolean;
}

/** The furthest of the states that the facts allow; what was reversed stays so. */
export function stateOf({ joined, qualified, rewarded, reversed }: ReferralFacts): ReferralState {
  if (reversed) return 'reversed';
  if (rewarded) return 'rewarded';
  if (qualified) return 'qualified';
  return joined ? 'joined' : 'invited';
}
