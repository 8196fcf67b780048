import { randomUUID } from 'node:crypto';

import type { Tx } from '@perennial/persistence';

import { judgeLocked, type CheckoutOrder, type CheckoutScope } from './checkout.js';
import type { JudgedCode } from './domain/judge-codes.js';
import { saveReservation } from './queries/reservations.js';

export interface ReservedCodes {
  readonly judged: readonly JudgedCode[];
  /** Absent where one was refused, or the order uses all of them already: nothing is held, and what was held for it before still is. */
  readonly reservation?: { readonly reservationId: string; readonly until: Date };
}

/**
 * Holds codes for an order that is not placed yet, all of them or none: for others they are as good as used, until the time is over, the
 * reservation is ended, or the order uses codes. What was held for the order before is let go.
 * What the order uses already stays so, and is not held beside.
 *
 * @param ttlSeconds how long; a code is held no longer than it is valid
 * @throws ProblemError TOO_MANY_UNKNOWN_CODES (429) to whoever guesses
 */
export async function reserveCodes(
  tx: Tx,
  scope: CheckoutScope,
  { codes: typed, ttlSeconds }: { readonly codes: readonly string[]; readonly ttlSeconds: number },
  order: CheckoutOrder,
): Promise<ReservedCodes> {
  const { judged, now } = await judgeLocked(tx, scope, typed, order);
  if (judged.some(({ refusal }) => refusal !== undefined)) return { judged };
  const free = judged.flatMap(({ named: { code }, discountMinor, shippingMinor, isUsedHere }) =>
    code && !isUsedHere ? [{ code, discountMinor, shippingMinor }] : [],
  );
  if (free.length === 0) return { judged };
  const ends = free.flatMap(({ code: { validTo } }) => validTo?.getTime() ?? []);
  const until = new Date(Math.min(now.getTime() + ttlSeconds * 1_000, ...ends));
  const codes = free.map(({ code: { digest }, discountMinor, shippingMinor }) => ({
    digest,
    discountMinor,
    shippingMinor,
  }));
  const reservationId = randomUUID();
  const { orderId, basket } = order;
  await saveReservation(tx, { reservationId, orderId, currency: basket.currency, until, codes });
  return { judged, reservation: { reservationId, until } };
}
