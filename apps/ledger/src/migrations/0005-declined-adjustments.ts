import { defineMigration } from '@perennial/persistence';

/** Needs the table `adjustment_approval` of 0003. */
export const declinedAdjustments = defineMigration({
  scope: 'ledger',
  number: 5,
  name: 'declined-adjustments',
  up: /* sql */ `
-- One row per adjustment whichever way it went: so what was declined cannot be approved, whoever comes first.
alter table adjustment_approval rename to adjustment_verdict;
alter table adjustment_verdict rename column approved_by to decided_by;
alter table adjustment_verdict rename column approved_at to decided_at;
alter table adjustment_verdict rename constraint adjustment_approval_pkey to adjustment_verdict_pkey;
alter trigger adjustment_approval_is_append_only on adjustment_verdict rename to adjustment_verdict_is_append_only;
alter table adjustment_verdict drop constraint adjustment_approval_check;

-- Those from before were all approved.
alter table adjustment_verdict add column approved boolean not null default true;
alter table adjustment_verdict alter column approved drop default;
-- Why not; null of what was approved.
alter table adjustment_verdict add column reason text collate "C";

-- Who proposed it may withdraw it, but not approve it.
alter table adjustment_verdict add constraint adjustment_verdict_second_person
  check (not approved or decided_by <> proposed_by);
alter table adjustment_verdict add constraint adjustment_verdict_reason check (approved = (reason is null));
`,
});
