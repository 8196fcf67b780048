import { defineMigration } from '@perennial/persistence';

/** For what a person gets in touch with a customer, and which issues were resolved. */
export const cases = defineMigration({
  scope: 'campaign',
  number: 80,
  name: 'cases',
  up: /* sql */ `
create table follow_up_case (
  case_id uuid primary key,
  -- The customer's.
  bucket int2 not null check (bucket between 0 and 1023),
  customer_id text collate "C" not null,
  reason text not null check (reason in ('detractor', 'passive', 'bad-csat', 'service-issue')),
  -- The answer or the issue, as the message tells it. Nothing that the customer wrote.
  about jsonb not null,
  issue_id text collate "C" generated always as (case when about ->> 'kind' = 'issue' then about ->> 'id' end) stored,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  themes text[] not null,
  closed_at timestamptz,
  closed_by text check (closed_by in ('person', 'resolution')),
  -- The person who closed it.
  actor text collate "C",
  outcome text check (outcome in ('resolved', 'unresolved', 'unreachable')),
  check (opened_at < due_at),
  check (num_nulls(closed_at, closed_by, outcome) in (0, 3)),
  check ((actor is not null) = (closed_by is not distinct from 'person'))
) with (fillfactor = 80);
create index follow_up_case_customer on follow_up_case (customer_id);
create index follow_up_case_open on follow_up_case (due_at, case_id) where closed_at is null;
create index follow_up_case_actor on follow_up_case (actor) where actor is not null;

-- A resolution may come before its report.
create table issue_resolution (
  customer_id text collate "C" not null,
  issue_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  at timestamptz not null,
  primary key (customer_id, issue_id)
);
`,
});
