import { defineMigration } from '@perennial/persistence';

/** Who was asked to answer what: without it nobody can tell who did not answer. */
export const surveyInvitations = defineMigration({
  scope: 'metrics',
  number: 32,
  name: 'survey-invitations',
  up: /* sql */ `
create table survey_invitation (
  invitation_id text collate "C" primary key,
  -- The person's.
  bucket int2 not null check (bucket between 0 and 1023),
  customer_id text collate "C" not null,
  survey text collate "C" not null,
  touchpoint text collate "C",
  location_id text collate "C",
  order_id text collate "C",
  invited_at timestamptz not null,
  -- Of the programme's time zone.
  day date not null
);
create index survey_invitation_day on survey_invitation (survey, day);
create index survey_invitation_customer on survey_invitation (customer_id, day);
`,
});
