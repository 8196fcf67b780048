import type { Tx } from '@perennial/persistence';

import type { ResultArm } from '../domain/arm-sums.js';
import { ASSIGNED, assignedColumns, type Asked } from './assigned.js';

const SQL = /* sql */ `
  select arm, outcome, reason, count(*) as n, count(*) filter (where ends_at > $5) as not_yet,
         min(programme_version) as lowest, max(programme_version) as highest
    from (${ASSIGNED}) assigned
   group by 1, 2, 3
   order by 1, 2, 3`;

interface Row {
  readonly arm: ResultArm;
  readonly outcome: 'offered' | 'withheld';
  readonly reason: string;
  readonly n: bigint;
  readonly not_yet: bigint;
  readonly lowest: number;
  readonly highest: number;
}

export interface AssignedCount extends Pick<Row, 'arm' | 'outcome' | 'reason'> {
  readonly n: number;
  /** Those of them whose window is not over. */
  readonly notYet: number;
  /** Lowest and highest version of the programme that assigned them. */
  readonly versions: readonly [number, number];
}

/** How many customers a campaign assigned to what, whether or not their window is over. */
export async function countAssigned(tx: Tx, asked: Asked): Promise<AssignedCount[]> {
  const rows = await tx.query<Row>(SQL, assignedColumns(asked), 'campaign.count-assigned');
  return rows.map(({ arm, outcome, reason, n, not_yet, lowest, highest }) => ({
    ...{ arm, outcome, reason, n: Number(n), notYet: Number(not_yet), versions: [lowest, highest] },
  }));
}
