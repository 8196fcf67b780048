import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { NewRequest } from '../domain/request.js';

const SQL = /* sql */ `
  insert into survey_request (customer_id, request_id, bucket, rule, programme_version, order_id, issue_id, cause_source,
                              cause_id, cause_at, due_at, state, reason, steps, decided_at)
  select customer_id, request_id, bucket, rule, $2, order_id, issue_id, cause_source, cause_id, cause_at, due_at,
         case when reason is null then 'waiting' else 'refused' end, reason, steps, case when reason is not null then $1::timestamptz end
    from unnest($3::text[], $4::uuid[], $5::int2[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                $11::timestamptz[], $12::timestamptz[], $13::text[], ${jsonArray('$14')})
      as made (customer_id, request_id, bucket, rule, order_id, issue_id, cause_source, cause_id, cause_at, due_at, reason, steps)
      on conflict do nothing`;

/** Keeps requests, those that were refused at once, too; of one order or issue the first. Their customers are locked by `tx`. */
export async function insertRequests(
  tx: Tx,
  requests: readonly NewRequest[],
  { programmeVersion, now }: { readonly programmeVersion: number; readonly now: Date },
): Promise<void> {
  if (requests.length === 0) return;
  await tx.query(
    SQL,
    [
      ...[now, programmeVersion],
      textColumn(requests, ({ occasion }) => occasion.customerId),
      plainColumn(requests, ({ requestId }) => requestId),
      plainColumn(requests, ({ occasion }) => bucketOf(occasion.customerId)),
      textColumn(requests, ({ rule }) => rule.id),
      textColumn(requests, ({ occasion }) => occasion.orderId),
      textColumn(requests, ({ occasion }) => occasion.issueId),
      textColumn(requests, ({ occasion }) => occasion.event.source),
      textColumn(requests, ({ occasion }) => occasion.event.id),
      instantColumn(requests, ({ occasion }) => occasion.event.at),
      instantColumn(requests, ({ dueAt }) => dueAt),
      textColumn(requests, ({ refused }) => refused),
      jsonColumn(requests, ({ steps }) => JSON.stringify(steps)),
    ],
    'campaign.insert-survey-requests',
  );
}
