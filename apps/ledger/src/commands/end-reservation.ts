import { randomUUID } from 'node:crypto';

import { ProblemError, type CommandResult } from '@perennial/service';

import { findReservation } from '../store/queries/find-reservation.js';
import { balanceAfter, decideNow, publish } from './decide-now.js';
import { isGivenId } from './given-id.js';
import type { CommandScope } from './ledger-commands.js';

/** Held points are spent (`commit`) or go back to where they came from (`release`), as long as they are held. */
export async function endReservation(
  scope: CommandScope,
  reservationId: string,
  how: 'commit' | 'release',
): Promise<CommandResult> {
  const reservation = isGivenId(reservationId) ? await findReservation(scope.tx, reservationId) : undefined;
  if (!reservation) throw new ProblemError(404, 'UNKNOWN_RESERVATION', 'There is no reservation with this id.');
  const { account, pool, points } = reservation;
  const decided = await decideNow(scope, account, ({ member, take }) => {
    if (!member.state.reservations.has(reservationId)) {
      const detail = 'The reservation was committed or released before, or its time is over.';
      throw new ProblemError(409, 'RESERVATION_ENDED', detail);
    }
    take(randomUUID(), { kind: `reservation-${how}`, reservationId, pool });
  });
  const balance = await balanceAfter(scope, decided);
  await publish(scope, decided);
  const status = how === 'commit' ? 'committed' : 'released';
  return { status: 200, body: { reservationId, points, status, balance } };
}
