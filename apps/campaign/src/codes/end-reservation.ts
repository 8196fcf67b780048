import { holdOrder, isOver, type Order } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { useCodes } from './checkout.js';
import type { IssuedCode } from './domain/code-terms.js';
import { lockCodes } from './queries/find-codes.js';
import { findReservation, releaseReservation, type TakenOff } from './queries/reservations.js';

/**
 * Codes that are held are used on their order (`commit`), for what they took off when they were reserved; or others can use them again
 * (`release`).
 *
 * @throws ProblemError UNKNOWN_RESERVATION (404), RESERVATION_ENDED (409)
 */
export async function endReservation(
  tx: Tx,
  clock: Clock,
  reservationId: string,
  how: 'commit' | 'release',
): Promise<CommandResult> {
  const found = await findReservation(tx, reservationId);
  if (!found) throw new ProblemError(404, 'UNKNOWN_RESERVATION', 'There is no reservation with this id.');
  const { orderId, currency } = found;
  const order = await holdOrder(tx, orderId);
  const codes = await lockCodes(
    tx,
    found.codes.map(({ digest }) => digest),
  );
  const now = clock();
  // It may have ended while it was waited for.
  const held = await findReservation(tx, reservationId);
  const canBeUsed = how === 'release' || canStillBeUsed(order, codes.values());
  if (!held?.isHeld || now >= held.until || !canBeUsed) {
    const detail =
      'The reservation was committed or released before, its order used codes or was cancelled, a code was taken back, or its time is over.';
    throw new ProblemError(409, 'RESERVATION_ENDED', detail);
  }
  const used = held.codes.flatMap(({ digest, discountMinor, shippingMinor }) => {
    const code = codes.get(digest);
    return code ? [{ code, discountMinor, shippingMinor }] : [];
  });
  if (how === 'commit') await useCodes(tx, used, { orderId, currency }, now);
  else await releaseReservation(tx, reservationId);
  const sumOf = (takenOff: keyof TakenOff) => Number(held.codes.reduce((sum, code) => sum + code[takenOff], 0n));
  const [discountMinor, shippingMinor] = [sumOf('discountMinor'), sumOf('shippingMinor')];
  const status = how === 'commit' ? 'committed' : 'released';
  return {
    status: 200,
    body: { reservationId, orderId, discountMinor, ...(shippingMinor > 0 && { shippingMinor }), status },
  };
}

/** Somebody whose clock is ahead may have used a code already: for them, the time was over. */
function canStillBeUsed(order: Order, codes: Iterable<IssuedCode>): boolean {
  return !isOver(order) && [...codes].every(({ voidedAt, uses, usesMax }) => voidedAt === undefined && uses < usesMax);
}
