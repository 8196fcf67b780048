import type { Tx } from '@perennial/persistence';

import { CAMPAIGN_SOURCE } from '../../domain/campaign-source.js';

// What was decided about the forgotten is gone.
const SQL = /* sql */ `
  select r.campaign_id, r.occasion, r.decided, count(d.decision_id) as decisions, r.looked_at
    from campaign_run r
    left join decision d on d.campaign_id = r.campaign_id and d.occasion = r.occasion and d.cause_source = $1
   group by r.campaign_id, r.occasion
  having count(d.decision_id) > r.decided or r.decided > r.looked_at
      or count(d.decision_id) < r.decided and not exists (select from erased_subject)
   limit 1`;

interface Row {
  readonly campaign_id: string;
  readonly occasion: string;
  readonly decided: bigint;
  readonly decisions: bigint;
  readonly looked_at: bigint;
}

/** Instants of campaigns against what was decided at them. @returns the first that counts otherwise, in words */
export async function findMiscountedRun(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL, [CAMPAIGN_SOURCE]);
  if (!row) return undefined;
  const { campaign_id, occasion, decided, decisions, looked_at } = row;
  return `${campaign_id} at ${occasion} counts ${decided} customers decided about of ${looked_at}, and has ${decisions} decisions`;
}
