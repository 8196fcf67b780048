import { defineMigration } from '@perennial/persistence';

/** Gifts of which the customer chooses the variant and writes the note. */
export const chosenByTheCustomer = defineMigration({
  scope: 'campaign',
  number: 102,
  name: 'chosen-by-the-customer',
  up: /* sql */ `
alter table offer
  -- Variants to choose among, and how long a note may be; null: there is nothing to choose, or to write.
  add column choices jsonb,
  add column note_max int4 check (note_max > 0),
  add column chosen_at timestamptz;

do $$
begin
  if exists (select from pg_roles where rolname = current_database() and rolname <> current_user) then
    execute format('grant update (choice, note, chosen_at) on offer to %I', current_database());
  end if;
end
$$;
`,
});
