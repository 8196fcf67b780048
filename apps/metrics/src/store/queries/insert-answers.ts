import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { SurveyAnswer } from '../../domain/survey-answer.js';

const SQL = /* sql */ `
  insert into survey_answer (response_id, bucket, customer_id, survey, touchpoint, location_id, order_id, score, choices,
                             answered_at, day, source, event_id, themes)
  select response_id, bucket, customer_id, survey, touchpoint, location_id, order_id, score, choices, answered_at, day,
         source, event_id, themes::text[]
    from unnest($1::text[], $2::int2[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[],
                ${jsonArray('$9')}, $10::timestamptz[], $11::date[], $12::text[], $13::text[], $14::text[])
      as told (response_id, bucket, customer_id, survey, touchpoint, location_id, order_id, score, choices, answered_at, day,
               source, event_id, themes)`;

/** Keeps answers, each of a response nobody has told of. Their customers are persons, locked by `tx`. */
export async function insertAnswers(tx: Tx, answers: readonly SurveyAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(answers, ({ responseId }) => responseId),
      plainColumn(answers, ({ customerId, responseId }) => bucketOf(customerId ?? responseId)),
      textColumn(answers, ({ customerId }) => customerId),
      textColumn(answers, ({ survey }) => survey),
      textColumn(answers, ({ touchpoint }) => touchpoint),
      textColumn(answers, ({ locationId }) => locationId),
      textColumn(answers, ({ orderId }) => orderId),
      plainColumn(answers, ({ score }) => score),
      jsonColumn(answers, ({ choices }) => choices && JSON.stringify(choices)),
      instantColumn(answers, ({ at }) => at),
      plainColumn(answers, ({ day }) => isoDate(day)),
      textColumn(answers, ({ source }) => source),
      textColumn(answers, ({ id }) => id),
      textColumn(answers, ({ themes }) => `{${themes.join()}}`),
    ],
    'metrics.insert-answers',
  );
}
