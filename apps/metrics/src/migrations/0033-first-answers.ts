import { defineMigration } from '@perennial/persistence';

/** Whether promoters come back: the first answer of everybody is read off an index, in the order of the purchase days. */
export const firstAnswers = defineMigration({
  scope: 'metrics',
  number: 33,
  name: 'first-answers',
  up: /* sql */ `
create index survey_answer_first on survey_answer (survey, customer_id, answered_at, source, event_id) include (day, score)
 where customer_id is not null;
`,
});
