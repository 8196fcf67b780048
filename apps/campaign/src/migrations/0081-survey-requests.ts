import { defineMigration } from '@perennial/persistence';

/** Who is to be asked to answer what, who was not and why, and how often everybody is asked. */
export const surveyRequests = defineMigration({
  scope: 'campaign',
  number: 81,
  name: 'survey-requests',
  up: /* sql */ `
create table survey_request (
  customer_id text collate "C" not null,
  request_id uuid not null,
  bucket int2 not null check (bucket between 0 and 1023),
  -- What the programme calls it.
  rule text collate "C" not null,
  programme_version int4 not null,
  order_id text collate "C",
  issue_id text collate "C",
  cause_source text collate "C" not null,
  cause_id text collate "C" not null,
  cause_at timestamptz not null,
  -- When it is decided whether the customer is asked.
  due_at timestamptz not null,
  state text not null check (state in ('waiting', 'requested', 'refused')),
  -- Why not; of a request, passed.
  reason text,
  -- The questions that were asked, in their order, and what each found.
  steps jsonb not null,
  decided_at timestamptz,
  primary key (customer_id, request_id),
  check (num_nulls(reason, decided_at) = case when state = 'waiting' then 2 else 0 end)
) with (fillfactor = 80);
create index survey_request_due on survey_request (due_at, customer_id, request_id) where state = 'waiting';

-- Every invitation, whoever sent it. A request and the invitation that answers it have one id.
create table survey_contact (
  customer_id text collate "C" not null,
  contact_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  at timestamptz not null,
  primary key (customer_id, contact_id)
);
`,
});
