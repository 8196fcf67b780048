import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into reservation (reservation_id, account, bucket, pool, points, order_id, reserved_at, until)
  values ($1, $2, $3, $4::uuid[], $5, $6, $7, $8)`;

export interface NewReservation {
  readonly reservationId: string;
  readonly account: string;
  readonly bucket: number;
  readonly pool: readonly string[];
  readonly points: bigint;
  readonly orderId: string | undefined;
  readonly at: Date;
  readonly until: Date;
}

export async function insertReservation(tx: Tx, reservation: NewReservation): Promise<void> {
  const { reservationId, account, bucket, pool, points, orderId, at, until } = reservation;
  await tx.query(
    SQL,
    [reservationId, account, bucket, pool, points, orderId ?? null, at, until],
    'ledger-insert-reservation',
  );
}
