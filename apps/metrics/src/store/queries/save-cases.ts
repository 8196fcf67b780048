import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { calendarDay, isoDate } from '../../domain/calendar-day.js';
import type { ToldCase } from '../../domain/told-case.js';

// After a merge, that a case is closed may be told on another partition, before that it was opened.
const SQL = /* sql */ `
  insert into follow_up_case (case_id, bucket, customer_id, reason, opened_at, day, due_at, closed_at, outcome, themes)
  select case_id, bucket, customer_id, reason, opened_at, day, due_at, closed_at, outcome, themes::text[]
    from unnest($1::uuid[], $2::int2[], $3::text[], $4::text[], $5::timestamptz[], $6::date[], $7::timestamptz[],
                $8::timestamptz[], $9::text[], $10::text[])
      as told (case_id, bucket, customer_id, reason, opened_at, day, due_at, closed_at, outcome, themes)
      on conflict (case_id) do update
     set closed_at = excluded.closed_at, outcome = excluded.outcome, themes = excluded.themes
   where excluded.closed_at is not null`;

/** Keeps what is told of cases, each once. Their customers are persons, locked by `tx`. */
export async function saveCases(tx: Tx, cases: readonly ToldCase[], timeZone: string): Promise<void> {
  if (cases.length === 0) return;
  await tx.query(
    SQL,
    [
      plainColumn(cases, ({ caseId }) => caseId),
      plainColumn(cases, ({ customerId }) => bucketOf(customerId)),
      textColumn(cases, ({ customerId }) => customerId),
      textColumn(cases, ({ reason }) => reason),
      instantColumn(cases, ({ openedAt }) => openedAt),
      plainColumn(cases, ({ openedAt }) => isoDate(calendarDay(openedAt, timeZone))),
      instantColumn(cases, ({ dueAt }) => dueAt),
      instantColumn(cases, ({ closed }) => closed?.at),
      textColumn(cases, ({ closed }) => closed?.outcome),
      textColumn(cases, ({ themes }) => `{${themes.map((theme) => JSON.stringify(theme)).join()}}`),
    ],
    'metrics.save-cases',
  );
}
