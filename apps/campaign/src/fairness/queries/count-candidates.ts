import type { Tx } from '@perennial/persistence';

import { OUTCOMES, type CandidateGroup, type Outcome } from '../domain/candidate-group.js';
import { candidateColumns, groupedCandidates, type WantedCandidates } from './grouped-candidates.js';

const statement = (wanted: WantedCandidates, limit: number): string => /* sql */ `
  ${groupedCandidates(wanted.grouping)}
  select thing, ${OUTCOMES.map((outcome) => `count(*) filter (where outcome = '${outcome}') as "${outcome}"`).join(', ')}
    from candidate
   group by thing
   order by thing collate "C" nulls last
   limit ${limit}`;

type Row = { readonly thing: string | null } & Readonly<Record<Outcome, bigint>>;

/** How many candidates there were in each group and what came of them; groups in alphabetical order, null last. @param limit groups at most */
export async function countCandidates(
  tx: Tx,
  wanted: WantedCandidates,
  limit: number,
): Promise<Pick<CandidateGroup, 'group' | 'counts'>[]> {
  const rows = await tx.query<Row>(statement(wanted, limit), candidateColumns(wanted));
  return rows.map(({ thing, offered, heldOut, withheld, skipped }) => ({
    group: thing,
    counts: {
      ...{ offered: Number(offered), heldOut: Number(heldOut) },
      ...{ withheld: Number(withheld), skipped: Number(skipped) },
    },
  }));
}
