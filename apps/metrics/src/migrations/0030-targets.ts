import { defineMigration } from '@perennial/persistence';

/** What somebody wants a figure to be by a day, and what became of it. */
export const targets = defineMigration({
  scope: 'metrics',
  number: 30,
  name: 'targets',
  up: /* sql */ `
create table target (
  target_id uuid primary key,
  metric text collate "C" not null,
  goal float8 not null,
  direction text collate "C" not null check (direction in ('at-least', 'at-most')),
  owner text collate "C" not null,
  -- Last day, inclusive, in the programme's time zone, like all days here.
  due_on date not null,
  -- The figure is of so many days, up to the one it is asked on.
  days int4 not null check (days > 0),
  currency text collate "C",
  -- The part that it is about; null: the whole.
  group_by text collate "C",
  group_name text collate "C",
  set_at timestamptz not null,
  set_by text collate "C" not null,
  -- The figure when it could be told for the first time.
  start_value float8,
  start_on date,
  -- What it was of the days up to the last one, measured once when that was over; the value null where it could not be told.
  outcome_value float8,
  outcome_n int8,
  outcome_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_by text collate "C",
  check ((group_by is null) = (group_name is null)),
  check ((start_value is null) = (start_on is null)),
  check (outcome_at is not null or num_nonnulls(outcome_value, outcome_n) = 0),
  check ((withdrawn_at is null) = (withdrawn_by is null))
) with (fillfactor = 80);
`,
});
