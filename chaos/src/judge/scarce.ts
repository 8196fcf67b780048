import { SCARCE, type AnsweredDecision } from '../load/decisions.js';
import type { ProgrammeName } from '../options.js';

/** Where more was given of what there is little of than there is, or somebody was refused while there was some left. */
export function scarceContradictions(programme: ProgrammeName, answered: readonly AnsweredDecision[]): string[] {
  const scarce = SCARCE[programme];
  if (!scarce) return [];
  const { rewardId, perMonth } = scarce;
  const wanted = answered.filter(({ kind, body }) => kind === 'redemption' && body['rewardId'] === rewardId);
  const granted = wanted.filter(({ status }) => status < 300).length;
  const refused = wanted.filter(({ answer }) => answer['code'] === 'OUT_OF_STOCK').length;
  if (granted > perMonth) return [`${rewardId} was given ${granted} times, and there are ${perMonth} a month`];
  if (refused > 0 && granted < perMonth)
    return [`${rewardId} was refused as out of stock, and only ${granted} of ${perMonth} were given`];
  return [];
}
