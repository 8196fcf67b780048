import { randomUUID } from 'node:crypto';

import { ProblemError, type CommandResult } from '@perennial/service';

import { findReservation } from '../store/queries/find-reservation.js';
import { balanceAfter, decideNow, publish } from './decide-now.js';
import { isGivenId } from './given-id.js';
import type { CommandScope } from './ledger-commands.js';

/**
 * Held points are spent (`commit`) or go back to where they came from (`release`), as long as they are held.
 *
 * @param orderId of a commit: the order they pay for, where the reservation did not name it
 */
export async function endReservation(
  scope: CommandScope,
  reservationId: string,
  how: 'commit' | 'release',
  orderId?: string,
): Promise<CommandResult> {
  const reservation = isGivenId(reservationId) ? await findReservation(scope.tx, reservationId) : undefined;
  if (!reservation) throw new ProblemError(404, 'UNKNOWN_RESERVATION', 'There is no reservation with this id.');
  const { account, pool, points } = reservation;
  const decided = await decideNow(scope, account, ({ member, take }) => {
    const held = member.state.reservations.get(reservationId);
    if (!held) {
      const detail = 'The reservation was committed or released before, or its time is over.';
      throw new ProblemError(409, 'RESERVATION_ENDED', detail);
    }
    if (orderId !== undefined && held.orderId !== undefined && orderId !== held.orderId) {
      const detail = `The points were reserved for order ${held.orderId}; they cannot pay for another one.`;
      throw new ProblemError(409, 'OTHER_ORDER', detail, { orderId: held.orderId });
    }
    const named = orderId === undefined ? {} : { orderId };
    take(randomUUID(), { kind: `reservation-${how}`, reservationId, pool, ...named });
  });
  const balance = await balanceAfter(scope, decided);
  await publish(scope, decided);
  const status = how === 'commit' ? 'committed' : 'released';
  return { status: 200, body: { reservationId, points, status, balance } };
}
