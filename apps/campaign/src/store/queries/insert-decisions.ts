import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { Decision } from '../../domain/decision.js';

const SQL = /* sql */ `
  insert into decision (customer_id, decision_id, bucket, campaign_id, programme_version, arm, outcome, reason,
                        cause_source, cause_id, cause_at, decided_at)
  select customer_id, decision_id, bucket, campaign_id, $11::int4, arm, outcome, reason,
         cause_source, cause_id, cause_at, $12::timestamptz
    from unnest($1::text[], $2::uuid[], $3::int2[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::timestamptz[])
      as n(customer_id, decision_id, bucket, campaign_id, arm, outcome, reason, cause_source, cause_id, cause_at)`;

/** Records what the campaigns of a programme version answered. `decidedAt` is the service's clock. */
export async function insertDecisions(
  tx: Tx,
  decisions: readonly Decision[],
  { programmeVersion, decidedAt }: { programmeVersion: number; decidedAt: Date },
): Promise<void> {
  await tx.query(
    SQL,
    [
      decisions.map(({ customerId }) => customerId),
      decisions.map(({ decisionId }) => decisionId),
      decisions.map(({ customerId }) => bucketOf(customerId)),
      decisions.map(({ campaign }) => campaign.id),
      decisions.map(({ arm }) => arm),
      decisions.map(({ outcome }) => outcome),
      decisions.map(({ reason }) => reason),
      decisions.map(({ cause }) => cause.source),
      decisions.map(({ cause }) => cause.id),
      decisions.map(({ cause }) => new Date(cause.at)),
      programmeVersion,
      decidedAt,
    ],
    'campaign.insert-decisions',
  );
}
