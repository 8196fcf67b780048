import type { Tx } from '@perennial/persistence';

import type { StepTaken } from '../../domain/decision.js';

const SQL = /* sql */ `
  select request_id, rule, due_at, state, reason, steps, decided_at
    from survey_request
   where customer_id = $1 and cause_source = $2 and cause_id = $3
   order by due_at, rule`;

export interface RecordedRequest {
  readonly request_id: string;
  readonly rule: string;
  readonly due_at: Date;
  readonly state: 'waiting' | 'requested' | 'refused';
  readonly reason: string | null;
  readonly steps: readonly StepTaken[];
  readonly decided_at: Date | null;
}

/** The surveys that a person was to be asked because of an event, and what came of each. */
export async function listRequests(
  tx: Tx,
  person: string,
  cause: { readonly source: string; readonly eventId: string },
): Promise<RecordedRequest[]> {
  return tx.query<RecordedRequest>(SQL, [person, cause.source, cause.eventId], 'campaign.list-survey-requests');
}
