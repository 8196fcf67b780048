import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select account, pool, points from reservation where reservation_id = $1`;

export interface FoundReservation {
  readonly account: string;
  readonly pool: readonly string[];
  readonly points: bigint;
}

/** Whose it is; whether it still holds points is told by the facts. @param reservationId a UUID */
export async function findReservation(tx: Tx, reservationId: string): Promise<FoundReservation | undefined> {
  const [row] = await tx.query<FoundReservation>(SQL, [reservationId], 'ledger-find-reservation');
  return row;
}
