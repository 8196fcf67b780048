import { jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { StepTaken } from '../../domain/decision.js';

export interface DecidedRequest {
  readonly customerId: string;
  readonly requestId: string;
  /** `passed`: the customer is asked. */
  readonly reason: string;
  readonly steps: readonly StepTaken[];
}

const SQL = /* sql */ `
  update survey_request r
     set state = case when told.reason = 'passed' then 'requested' else 'refused' end, reason = told.reason,
         steps = r.steps || told.steps, decided_at = $1
    from unnest($2::text[], $3::uuid[], $4::text[], ${jsonArray('$5')}) as told (customer_id, request_id, reason, steps)
   where r.customer_id = told.customer_id and r.request_id = told.request_id`;

/** Keeps what was decided about requests. @param at the service's clock */
export async function saveDecided(tx: Tx, decided: readonly DecidedRequest[], at: Date): Promise<void> {
  if (decided.length === 0) return;
  await tx.query(
    SQL,
    [
      at,
      textColumn(decided, ({ customerId }) => customerId),
      plainColumn(decided, ({ requestId }) => requestId),
      textColumn(decided, ({ reason }) => reason),
      jsonColumn(decided, ({ steps }) => JSON.stringify(steps)),
    ],
    'campaign.save-decided-requests',
  );
}
