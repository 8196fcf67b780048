import { defineMigration } from '@perennial/persistence';

/** What became of unhappy answers and service issues, and what answers and cases were about. */
export const casesAndThemes = defineMigration({
  scope: 'metrics',
  number: 40,
  name: 'cases-and-themes',
  up: /* sql */ `
create table follow_up_case (
  case_id uuid primary key,
  -- The person's.
  bucket int2 not null check (bucket between 0 and 1023),
  customer_id text collate "C" not null,
  reason text collate "C" not null,
  opened_at timestamptz not null,
  -- Of the programme's time zone, on which it was opened.
  day date not null,
  due_at timestamptz not null,
  closed_at timestamptz,
  outcome text collate "C",
  themes text[] not null,
  check ((closed_at is null) = (outcome is null))
) with (fillfactor = 90);
create index follow_up_case_day on follow_up_case (day);
create index follow_up_case_customer on follow_up_case (customer_id);

-- Those of the programme's that the answer names. Of answers from before, none is known.
alter table survey_answer add column themes text[] not null default '{}';
`,
});
