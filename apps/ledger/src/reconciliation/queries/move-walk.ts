import type { Tx } from '@perennial/persistence';

import type { Walk } from './find-walks.js';

const MOVE = /* sql */ `
  update reconciliation_walk set position = coalesce($3, position), compared = compared + $4, left_out = left_out + $5, ended_at = $6
   where number = $1 and ended_at is null and position is not distinct from $2::uuid
  returning number`;

export interface Step {
  /** The last account of the page; absent: there was nobody any more. */
  readonly position: string | undefined;
  readonly compared: number;
  readonly leftOut: number;
  /** Absent: it goes on. */
  readonly endedAt: Date | undefined;
}

/** Moves a walk on from where it was read; false when somebody else has, and what was found is theirs to tell. */
export async function moveWalk(tx: Tx, walk: Walk, { position, compared, leftOut, endedAt }: Step): Promise<boolean> {
  const from = [walk.number, walk.position ?? null];
  return (await tx.query(MOVE, [...from, position ?? null, compared, leftOut, endedAt ?? null])).length > 0;
}
