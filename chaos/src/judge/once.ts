import { AT_INSTANTS, ONCE_FOR_NEWCOMERS } from '../load/campaigns.js';
import type { ChaosHistory } from '../load/histories.js';
import type { Messages } from './messages.js';

/**
 * What did not happen exactly once that has to. Who is in the audience at an instant depends on what has arrived by then: of each
 * customer it is told once at most, and of some.
 */
export function notOnce(histories: readonly ChaosHistory[], once: Messages['once']): string[] {
  const newcomers = histories.flatMap(({ newcomer }) => newcomer ?? []);
  if (newcomers.length === 0) return [];
  const twice = [...once].flatMap(([what, customers]) =>
    [...customers].flatMap(([customerId, times]) =>
      times === 1 ? [] : [`${what} came ${times} times for ${customerId}`],
    ),
  );
  const missing = ONCE_FOR_NEWCOMERS.flatMap((what) =>
    newcomers.flatMap((newcomer) => (once.get(what)?.has(newcomer) ? [] : [`${what} never came for ${newcomer}`])),
  );
  const isDecided = [...once.keys()].some((what) => what.startsWith(`${AT_INSTANTS}/`));
  return [...twice, ...missing, ...(isDecided ? [] : [`nobody was decided about at an instant of ${AT_INSTANTS}`])];
}
