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
 * @param member    with the state after the event and the balance posted before it
 * @param movements of everybody who was folded
 * @param changes   what else is posted
 */
export function activatedBy(
  cause: Envelope,
  { account, balance, state }: Member,
  movements: readonly Movement[],
  changes: readonly Difference[],
): Difference[] {
  const posted = changes.filter(({ movement }) => !isInternal(movement) && movement.part === 'pending');
  let open = posted.reduce((sum, { points }) => sum + points, balance.pending) - balanceOf(state).pending;
  // Of a delivery before a merge the points have moved: who has them now is told.
  const records = [account, ...(state.records ?? [])];
  const own = movements.filter(
    ({ account: whose, kind, byTime, because }) =>
      records.includes(whose) && kind === 'activation' && !byTime && isSamePlace(because, placeOf(cause)),
  );
  return own.flatMap((movement) => {
    const points = movement.points < open ? movement.points : open;
    if (points <= 0n) return [];
    open -= points;
    return [{ movement, points, corrects: false }];
  });
}
