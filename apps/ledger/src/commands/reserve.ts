import { randomUUID } from 'node:crypto';

import { bucketOf } from '@perennial/contracts';
import type { CommandResult } from '@perennial/service';

import { findAccount } from '../store/queries/find-account.js';
import { insertReservation } from '../store/queries/insert-reservation.js';
import { unknownMember } from '../routes/unknown-member.js';
import { balanceAfter, decideNow, publish, requirePoints } from './decide-now.js';
import type { CommandScope } from './ledger-commands.js';

export interface WantedReservation {
  /** Whole, above 0. */
  readonly points: number;
  readonly ttlSeconds: number;
  /** The order it is to pay for: what is returned of it brings points back. */
  readonly orderId?: string | undefined;
}

/** Holds points of a member for a cart, of the household's too: nothing else draws or expires them meanwhile. */
export async function reserve(
  scope: CommandScope,
  customerId: string,
  { points: wanted, ttlSeconds, orderId }: WantedReservation,
): Promise<CommandResult> {
  const account = await findAccount(scope.tx, customerId);
  if (account === undefined) throw unknownMember();
  const reservationId = randomUUID();
  const points = BigInt(wanted);
  const decided = await decideNow(scope, account, ({ member: { at, pool, together }, take }) => {
    requirePoints(together, points);
    const until = at + ttlSeconds * 1_000;
    const about = { reservationId, points, until, pool, ...(orderId === undefined ? {} : { orderId }) };
    take(reservationId, { kind: 'reservation', ...about });
    return { until: new Date(until), pool };
  });
  const { until, pool } = decided.result;
  const { account: actor, customerId: whose } = decided.member;
  const about = { reservationId, account: actor, bucket: bucketOf(whose), pool, points, orderId, until };
  await insertReservation(scope.tx, { ...about, at: new Date(decided.member.at) });
  const balance = await balanceAfter(scope, decided);
  await publish(scope, decided);
  return { status: 201, body: { reservationId, points, until: until.toISOString(), balance } };
}
