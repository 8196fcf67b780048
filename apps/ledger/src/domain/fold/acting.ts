import type { MemberState } from '../member-state.js';
import { placeOf, type Turn } from '../place.js';
import type { Moved, Outcome } from '../rules/rule-kind.js';
import { clawBack, type Mover } from '../wallet.js';
import { programmeOf, type World } from '../world.js';

/** Whose turn it is: the member whose fact this is, merges considered. */
export interface Acting {
  readonly world: World;
  readonly account: string;
  readonly state: MemberState;
  readonly turn: Turn;
}

type TakenBack = Extract<Outcome, { result: 'taken-back' }>;

/** For `explain`. */
export function note(
  { world, account, turn }: Pick<Acting, 'world' | 'account' | 'turn'>,
  outcome: Outcome | Moved,
): void {
  world.outcomes.push({ outcome, account, turn });
}

/**
 * Takes an award back, and notes it. What of it had expired is gone already and is not taken again: the inputs say how much.
 *
 * @param partnerId partner who paid for it
 */
export function takeBack(acting: Acting, outcome: TakenBack, partnerId?: string): void {
  const { rule, thing, points, inputs } = outcome;
  const taken =
    points > 0n ? clawBack(acting.world, acting.state, { ...moverOf(acting), partnerId }, rule, thing, points) : 0n;
  const gone = points - taken;
  note(acting, gone > 0n ? { ...outcome, inputs: { ...inputs, alreadyExpired: Number(gone) } } : outcome);
}

export function moverOf({ world, account, turn }: Acting): Mover {
  return {
    account,
    at: turn.at,
    because: placeOf(turn.then ?? turn),
    programmeVersion: programmeOf(world, turn.at).version,
  };
}
