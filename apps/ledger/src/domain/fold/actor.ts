import { compareTurns, type Turn } from '../place.js';
import type { World } from '../world.js';

/** Whose fact it is: after a merge, that of the member merged into. */
export function actorOf(world: Pick<World, 'members'>, account: string, turn: Turn): string {
  const merged = world.members.get(account)?.mergedInto;
  if (!merged || compareTurns(turn, merged.from) <= 0) return account;
  return actorOf(world, merged.account, turn);
}
