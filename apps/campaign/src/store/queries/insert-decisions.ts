import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Decision } from '../../domain/decision.js';

const SQL = /* sql */ `
  with n as (
    select * from unnest($1::text[], $2::uuid[], $3::int2[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::text[], $10::timestamptz[], $13::text[], ${jsonArray('$14')}, ${jsonArray('$15')})
      as n(customer_id, decision_id, bucket, campaign_id, arm, outcome, reason, cause_source, cause_id, cause_at,
           occasion, steps, choice)
  )
  insert into decision (customer_id, decision_id, bucket, campaign_id, programme_version, arm, outcome, reason,
                        cause_source, cause_id, cause_at, decided_at, occasion, steps, choice)
  select customer_id, decision_id, bucket, campaign_id, $11::int4, arm, outcome, reason,
         cause_source, cause_id, cause_at, $12::timestamptz, occasion, steps, choice
    from n`;

/** Records what the campaigns of a programme version answered. `decidedAt` is the service's clock. */
export async function insertDecisions(
  tx: Tx,
  decisions: readonly Decision[],
  { programmeVersion, decidedAt }: { programmeVersion: number; decidedAt: Date },
): Promise<void> {
  await tx.query(
    SQL,
    [
      textColumn(decisions, ({ customerId }) => customerId),
      plainColumn(decisions, ({ decisionId }) => decisionId),
      plainColumn(decisions, ({ customerId }) => bucketOf(customerId)),
      textColumn(decisions, ({ campaign }) => campaign.id),
      textColumn(decisions, ({ arm }) => arm),
      textColumn(decisions, ({ outcome }) => outcome),
      textColumn(decisions, ({ reason }) => reason),
      textColumn(decisions, ({ cause }) => cause.source),
      textColumn(decisions, ({ cause }) => cause.id),
      instantColumn(decisions, ({ cause }) => cause.at),
      programmeVersion,
      decidedAt,
      textColumn(decisions, ({ occasion }) => occasion),
      jsonColumn(decisions, ({ steps }) => JSON.stringify(steps)),
      jsonColumn(decisions, ({ choice }) => choice && JSON.stringify(choice)),
    ],
    'campaign.insert-decisions',
  );
}
