import type { Tx } from '@perennial/persistence';

import type { OfferChoice } from '../../choices/domain/choose-offer.js';
import type { StepTaken } from '../../domain/decision.js';
import { RECORDS_OF_PERSONS } from './persons-records.js';

const SQL = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select d.decision_id, d.campaign_id, d.programme_version, d.arm, d.outcome, d.reason, d.occasion, d.steps, d.choice, d.decided_at
    from record
    join decision d using (customer_id)
   where d.cause_source = $2 and d.cause_id = $3
   order by d.decided_at, d.campaign_id`;

export interface RecordedDecision {
  readonly decision_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly arm: 'treatment' | 'holdout';
  readonly outcome: 'offered' | 'withheld' | 'skipped';
  readonly reason: string;
  readonly occasion: string | null;
  readonly steps: readonly StepTaken[];
  readonly choice: OfferChoice | null;
  readonly decided_at: Date;
}

/** What campaigns decided about a person because of an event. */
export async function listDecisions(
  tx: Tx,
  person: string,
  cause: { readonly source: string; readonly eventId: string },
): Promise<RecordedDecision[]> {
  return tx.query<RecordedDecision>(SQL, [[person], cause.source, cause.eventId], 'campaign.list-decisions');
}
