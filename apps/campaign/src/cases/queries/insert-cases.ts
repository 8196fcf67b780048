import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { OpenedCase } from '../domain/case.js';

const SQL = /* sql */ `
  insert into follow_up_case (case_id, bucket, customer_id, reason, about, opened_at, due_at, themes)
  select case_id, bucket, customer_id, reason, about, opened_at, due_at, themes::text[]
    from unnest($1::uuid[], $2::int2[], $3::text[], $4::text[], ${jsonArray('$5')}, $6::timestamptz[], $7::timestamptz[], $8::text[])
      as opened (case_id, bucket, customer_id, reason, about, opened_at, due_at, themes)`;

/** Keeps cases that were opened. Their customers are locked by `tx`. */
export async function insertCases(tx: Tx, cases: readonly OpenedCase[]): Promise<void> {
  if (cases.length === 0) return;
  await tx.query(
    SQL,
    [
      plainColumn(cases, ({ caseId }) => caseId),
      plainColumn(cases, ({ customerId }) => bucketOf(customerId)),
      textColumn(cases, ({ customerId }) => customerId),
      textColumn(cases, ({ reason }) => reason),
      jsonColumn(cases, ({ about }) => JSON.stringify(about)),
      instantColumn(cases, ({ openedAt }) => openedAt),
      instantColumn(cases, ({ dueAt }) => dueAt),
      textColumn(cases, ({ themes }) => `{${themes.join()}}`),
    ],
    'campaign.insert-cases',
  );
}
