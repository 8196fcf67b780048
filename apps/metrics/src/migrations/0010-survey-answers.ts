import { defineMigration } from '@perennial/persistence';

/** What people answered to surveys. */
export const surveyAnswers = defineMigration({
  scope: 'metrics',
  number: 10,
  name: 'survey-answers',
  up: /* sql */ `
-- Comments are not kept: no figure needs them, and they may tell of anybody.
create table survey_answer (
  response_id text collate "C" primary key,
  -- The person's; of an anonymous answer, the response's.
  bucket int2 not null check (bucket between 0 and 1023),
  -- Null when the answer is anonymous: then it is never joined with anybody, by its order neither.
  customer_id text collate "C",
  survey text collate "C" not null,
  touchpoint text collate "C",
  location_id text collate "C",
  order_id text collate "C",
  score float8 not null,
  -- Answers to further questions that can be counted, by question.
  choices jsonb,
  answered_at timestamptz not null,
  -- Of the programme's time zone.
  day date not null,
  -- With answered_at the place in the order of things: which answer of somebody is the latest.
  source text collate "C" not null,
  event_id text collate "C" not null
);
create index survey_answer_day on survey_answer (survey, day);
create index survey_answer_customer on survey_answer (customer_id) where customer_id is not null;
create index survey_answer_order on survey_answer (order_id) where order_id is not null;
-- For reports over orders of some days. Orders come about in the order in which they were placed, so that this is small.
create index commerce_order_placed on commerce_order using brin (placed_at);
`,
});
