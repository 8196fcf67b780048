import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select number, began_at, ended_at, position, compared, left_out from reconciliation_walk order by number desc limit $1`;

/** Once through all members. */
export interface Walk {
  readonly number: bigint;
  readonly beganAt: Date;
  /** Absent: it goes on. */
  readonly endedAt?: Date | undefined;
  /** The last account that was compared; absent: none yet. */
  readonly position?: string | undefined;
  readonly compared: bigint;
  /** Members who were not compared, because they hang together with too many. */
  readonly leftOut: bigint;
}

interface Row {
  readonly number: bigint;
  readonly began_at: Date;
  readonly ended_at: Date | null;
  readonly position: string | null;
  readonly compared: bigint;
  readonly left_out: bigint;
}

/** The latest walks, newest first. */
export async function findWalks(tx: Tx, limit: number): Promise<Walk[]> {
  const rows = await tx.query<Row>(SQL, [limit]);
  return rows.map(({ number, began_at: beganAt, ended_at: endedAt, position, compared, left_out: leftOut }) => ({
    number,
    beganAt,
    endedAt: endedAt ?? undefined,
    position: position ?? undefined,
    compared,
    leftOut,
  }));
}
