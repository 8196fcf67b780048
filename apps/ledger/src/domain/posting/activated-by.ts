import type { Envelope } from '@perennial/contracts';

import { balanceOf } from '../member-state.js';
import { isSamePlace, placeOf } from '../place.js';
import type { Movement } from '../world.js';
import { isInternal, type Difference } from './differences.js';
import type { Member } from './transfer.js';

/**
 * What the event that is being applied made available by itself, after a history was folded again: a delivery that came
 * late is told of like one that came in time, as far as its points are posted as pending and no longer are.
 *
 * @param member  with the state after the event and the balance posted before it
 * @param changes what else is posted
 */
export function activatedBy(
  cause: Envelope,
  { balance, state }: Member,
  movements: readonly Movement[],
  changes: readonly Difference[],
): Difference[] {
  const posted = changes.filter(({ movement }) => !isInternal(movement) && movement.part === 'pending');
  let open = posted.reduce((sum, { points }) => sum + points, balance.pending) - balanceOf(state).pending;
  const own = movements.filter(
    ({ kind, byTime, because }) => kind === 'activation' && !byTime && isSamePlace(because, placeOf(cause)),
  );
  return own.flatMap((movement) => {
    const points = movement.points < open ? movement.points : open;
    if (points <= 0n) return [];
    open -= points;
    return [{ movement, points, corrects: false }];
  });
}
