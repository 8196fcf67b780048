import { defineMigration } from '@perennial/persistence';

/** Which customer records there are, which of them are one person, and who was forgotten. */
export const customerRecords = defineMigration({
  scope: 'customers',
  number: 1,
  name: 'customer-records',
  up: /* sql */ `
-- Every record an accepted event named. Whoever writes anything of a person has locked the row of that person.
create table customer_record (
  customer_id text collate "C" primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  -- The record that it is one person with by merges; its own where it was merged into none.
  person_id text collate "C" not null
) with (fillfactor = 90);
create index customer_record_person on customer_record (person_id, customer_id) where person_id <> customer_id;

-- Merges that were accepted. Which record stays of a person follows from all of them in order of things.
create table customer_merge (
  from_customer_id text collate "C" not null,
  into_customer_id text collate "C" not null,
  bucket int2 not null check (bucket between 0 and 1023),
  at timestamptz not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  primary key (from_customer_id, source, event_id)
);
create index customer_merge_into on customer_merge (into_customer_id);

-- Digests of the ids of customers who are not to come back.
create table erased_subject (
  digest uuid primary key,
  bucket int2 not null check (bucket between 0 and 1023),
  erased_at timestamptz not null
);

-- The runtime role is named like its database; where somebody else runs the service, there is nothing to take away.
do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('revoke update, delete, truncate on erased_subject from %I', current_database());
  end if;
end
$$;
`,
});
