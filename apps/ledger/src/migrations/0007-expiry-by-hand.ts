import { defineMigration } from '@perennial/persistence';

/** Needs the table `adjustment` of 0003. */
export const expiryByHand = defineMigration({
  scope: 'ledger',
  number: 7,
  name: 'expiry-by-hand',
  up: /* sql */ `
-- What staff does about expiry stands beside what they give and take, so that one rule of the second person holds for all.
alter table adjustment add column kind text not null default 'adjustment'
  check (kind in ('adjustment', 'reinstatement', 'extension'));
alter table adjustment alter column kind drop default;
-- The date points get; null: of a reinstatement the one the programme gives, of an adjustment always.
alter table adjustment add column expires_at timestamptz;
-- Of an extension: lots that would be gone by then, inclusive; null: all that would be gone before the new date.
alter table adjustment add column expiring_by timestamptz;
alter table adjustment add constraint adjustment_is_one_of_three check (
  case kind when 'adjustment' then expires_at is null and expiring_by is null
            when 'reinstatement' then points > 0 and expiring_by is null
            else points > 0 and expires_at is not null end);
`,
});
