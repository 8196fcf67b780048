import type { Database } from '@perennial/persistence';
import { GROUPS_READ, notTooMany } from '@perennial/service';

import { fairnessReport, type FairnessReport } from './domain/fairness-report.js';
import { countCandidates } from './queries/count-candidates.js';
import type { WantedCandidates } from './queries/grouped-candidates.js';
import { sumWorths } from './queries/sum-worths.js';

/** @param minimum fewest customers that are told of. @throws ProblemError TOO_MANY_GROUPS */
export async function readFairness(db: Database, wanted: WantedCandidates, minimum: number): Promise<FairnessReport> {
  const [groups, worths] = await db.snapshot(async (tx) => {
    return [notTooMany(await countCandidates(tx, wanted, GROUPS_READ)), await sumWorths(tx, wanted)];
  });
  return fairnessReport(
    groups.map(({ group, counts }) => ({ group, counts, worth: worths.get(group) ?? new Map() })),
    minimum,
  );
}
