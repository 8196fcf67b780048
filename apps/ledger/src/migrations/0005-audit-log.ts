import { defineMigration } from '@perennial/persistence';

/** Needs the function `refuse_change` of 0001 and the table `checkpoint` of 0002. */
export const auditLog = defineMigration({
  scope: 'ledger',
  number: 5,
  name: 'audit-log',
  up: /* sql */ `
-- What people did by hand, in one chain: the hash of each entry is over its columns and the hash of the one before.
create table audit_entry (
  -- 1, 2, 3 ... without gaps, in the order of the commits.
  number int8 primary key check (number > 0),
  action text collate "C" not null,
  -- Who, as the request said; null: it named nobody. A customer stands here as account:<uuid>.
  actor text collate "C",
  at timestamptz not null,
  -- What it is about: adjustment:<uuid>, programme:2.
  thing text collate "C" not null,
  -- Whom it concerns.
  accounts uuid[] not null,
  -- Canonical JSON. As text: what is hashed is what stands here, byte by byte. Null: there was nothing.
  before text collate "C",
  after text collate "C" not null,
  hash bytea not null check (octet_length(hash) = 32)
);

-- The last entry that a checkpoint seals, and thereby all before it; null: none was written since the one before. The
-- first checkpoint may have nothing but entries.
alter table checkpoint
  add column audit_entry int8 check (audit_entry > 0),
  drop constraint checkpoint_bookings_check,
  drop constraint checkpoint_transfers_check,
  add constraint checkpoint_bookings_check check (bookings >= 0),
  add constraint checkpoint_transfers_check check (transfers >= 0);
-- Asked for the highest every few seconds, and few checkpoints have one.
create unique index checkpoint_audit_entry on checkpoint (audit_entry) where audit_entry is not null;

create trigger audit_entry_is_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_change();

do $$
begin
  if exists (select from pg_roles where rolname = current_database()) then
    execute format('revoke update, delete, truncate on audit_entry from %I', current_database());
  end if;
end $$;
`,
});
