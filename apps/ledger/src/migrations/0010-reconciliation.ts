import { defineMigration } from '@perennial/persistence';

export const reconciliation = defineMigration({
  scope: 'ledger',
  number: 10,
  name: 'reconciliation',
  up: /* sql */ `
-- Once through all members, in the order of their accounts: each was compared with its facts between the two instants.
create table reconciliation_walk (
  -- 1, 2, 3 ...
  number int8 primary key check (number > 0),
  began_at timestamptz not null,
  -- Null: it goes on.
  ended_at timestamptz,
  -- The last one that was compared; null: nobody yet.
  position uuid,
  compared int8 not null default 0 check (compared >= 0)
);

-- What was found to differ, and until when: kept also when it is gone.
create table mismatch (
  account uuid not null,
  part text collate "C" not null,
  found_at timestamptz not null,
  bucket int2 not null,
  stored text not null,
  expected text not null,
  -- When it was last seen.
  seen_at timestamptz not null,
  -- When it was first seen to be there no more; null: it is there still.
  gone_at timestamptz check (gone_at >= found_at),
  primary key (account, part, found_at)
);
create unique index mismatch_open on mismatch (account, part) where gone_at is null;

do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('revoke delete, truncate on mismatch, reconciliation_walk from %I', current_database());
  end if;
end $$;
`,
});
