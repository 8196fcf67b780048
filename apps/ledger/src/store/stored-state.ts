import type { MemberState } from '../domain/member-state.js';

/** The state of the fold as `balance.state` holds it; the two sums have columns of their own. */
export type StoredState = Omit<MemberState, 'earned' | 'clawedBack'>;

export function stateOf(stored: StoredState, earned: bigint, clawedBack: bigint): MemberState {
  return { ...stored, earned, clawedBack };
}

export function storedStateOf({ earned: _earned, clawedBack: _clawedBack, ...stored }: MemberState): StoredState {
  return stored;
}
