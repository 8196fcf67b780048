import type { MemberState } from '../member-state.js';
import { placeOf, type Turn } from '../place.js';
import type { Outcome } from '../rules/rule-kind.js';
import type { Mover } from '../wallet.js';
import { programmeOf, type World } from '../world.js';

/** Whose turn it is: the member whose fact this is, merges considered. */
export interface Acting {
  readonly world: World;
  readonly account: string;
  readonly state: MemberState;
  readonly turn: Turn;
}

/** For `explain`. */
export function note({ world, account, turn }: Acting, outcome: Outcome): void {
  world.outcomes.push({ outcome, account, turn });
}

export function moverOf({ world, account, turn }: Acting): Mover {
  return {
    account,
    at: turn.at,
    because: placeOf(turn.then ?? turn),
    programmeVersion: programmeOf(world, turn.at).version,
  };
}
