import { defineMigration } from '@perennial/persistence';

/**
 * What is done by hand is a fact only with the adjustment it was, and above the limit with the approval: whoever writes SQL as the service cannot
 * have the fold give points that nobody is written down for.
 *
 * Asked at the end of the transaction, because the points of an adjustment are decided before its row is written.
 */
export const byHandWithItsRow = defineMigration({
  scope: 'ledger',
  number: 30,
  name: 'by-hand-with-its-row',
  up: /* sql */ `
create function ask_for_adjustment() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  by_hand text := substr(new.type, length('ledger.decision.') + 1);
  given uuid := (new.data ->> (by_hand || 'Id'))::uuid;
  wanted adjustment;
  -- Whose it is, and whom they were merged into: it is a fact of the one who they are when it is decided.
  persons uuid[];
begin
  -- Of two transactions with a fact of the same one, neither sees what the other has not committed: the second waits, and counts then,
  -- in what is committed by then. One that sees one moment only would count as before.
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    raise exception '% % is a fact in a transaction that is read committed, or not at all', by_hand, new.id using errcode = 'check_violation';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('by-hand:' || given, 0));
  select * into wanted
    from adjustment
   where adjustment_id = given and kind = by_hand
     and (by_hand = 'extension' or points = (new.data #>> '{points,n}')::int8)
     and (extract(epoch from expires_at) * 1000)::int8 is not distinct from (new.data ->> 'expiresAt')::int8
     and (extract(epoch from expiring_by) * 1000)::int8 is not distinct from (new.data ->> 'expiringBy')::int8
     and (not needs_approval or exists (select from adjustment_verdict verdict where verdict.adjustment_id = given and verdict.approved));
  persons := array(with recursive person as (
                     select wanted.account
                      union
                     select (merged.data ->> 'into')::uuid
                       from person
                       join fact merged on merged.account = person.account and merged.type = 'ledger.decision.merge'
                   )
                   select person.account from person);
  if wanted.adjustment_id is null or new.account <> all (persons) then
    raise exception '% % has no adjustment of so many points, with these dates, that needs no approval or was approved', by_hand, new.id
      using errcode = 'check_violation';
  end if;
  if (select count(*) > 1 from fact
       where account = any (persons) and type = new.type and (data ->> (by_hand || 'Id'))::uuid = given) then
    raise exception '% % is a fact already', by_hand, new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger by_hand_has_its_row after insert on fact deferrable initially deferred
  for each row when (new.type in ('ledger.decision.adjustment', 'ledger.decision.reinstatement', 'ledger.decision.extension'))
  execute function ask_for_adjustment();
`,
});
