import { heirOf } from '../heir.js';
import type { Turn } from '../place.js';
import type { World } from '../world.js';

/** Whose fact it is: after a merge, that of the member merged into. */
export function actorOf(world: Pick<World, 'members'>, account: string, turn: Turn): string {
  return heirOf((each) => world.members.get(each), account, turn);
}
