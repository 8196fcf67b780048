import type { Programme } from '@perennial/programme';

import { fold } from './fold.js';
import type { MemberFact } from './member-fact.js';

/** Points of one award that are still in the wallet. */
export interface Lot {
  readonly points: bigint;
  readonly availableAt: Date;
  /** Gone from this instant on; absent: never. */
  readonly expiresAt?: Date;
}

export interface Wallet {
  readonly available: bigint;
  readonly earned: bigint;
  readonly clawedBack: bigint;
  readonly lots: readonly Lot[];
}

/** The wallet as of an instant: of the facts up to it, inclusive. */
export function walletAsOf(programme: Programme, facts: readonly MemberFact[], asOf: Date): Wallet {
  const { state, awards } = fold(
    programme,
    facts.filter(({ at }) => at <= asOf.getTime()),
  );
  const lots = [...awards.values()]
    .filter(({ points }) => points > 0n)
    .map(({ points, fact }) => ({ points, availableAt: new Date(fact.at) }));
  const available = lots.reduce((sum, { points }) => sum + points, 0n);
  return { available, earned: state.earned, clawedBack: state.clawedBack, lots };
}
