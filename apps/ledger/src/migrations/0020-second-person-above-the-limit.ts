import { defineMigration, type Tx } from '@perennial/persistence';
import { parseProgramme } from '@perennial/programme';

/**
 * Who writes SQL as the service is held to the limit, too. The version in force at the adjustment's instant decides, as for the service. An instant before
 * the latest version was applied counts as that one's: nobody goes back to a time in which more was allowed.
 *
 * The path is fixed: a temporary table of the same name would be read first.
 */
const LIMIT = /* sql */ `
alter table programme_version add column approval_above_points int8 check (approval_above_points >= 0);

create function hold_to_limit() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  above int8 := (select approval_above_points
                   from programme_version
                  where approval_above_points is not null
                    and (effective_from is null
                         or effective_from <= greatest(new.proposed_at, (select max(applied_at) from programme_version)))
                  order by effective_from desc nulls last, version desc
                  limit 1);
begin
  if new.points not between -coalesce(above, 0) and coalesce(above, 0) then
    raise exception 'adjustment % of % points needs a second person: the limit is %', new.adjustment_id, new.points, coalesce(above, 0)
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger adjustment_is_held_to_limit before insert on adjustment
  for each row when (not new.needs_approval) execute function hold_to_limit();

alter function name_proposer() set search_path = public, pg_temp;`;

const APPLIED = /* sql */ `select version, document from programme_version order by version`;
const FILL_IN = /* sql */ `update programme_version set approval_above_points = $2 where version = $1`;

/** Needs the tables of 0001 and the function of 0003. */
export const secondPersonAboveTheLimit = defineMigration({
  scope: 'ledger',
  number: 20,
  name: 'second-person-above-the-limit',
  up: async (tx) => {
    await tx.query(LIMIT);
    // What stood there stays as it was: only the new column is filled, from the document that is there already.
    await tx.query('alter table programme_version disable trigger programme_version_is_append_only');
    await fillInLimits(tx);
    await tx.query('alter table programme_version enable trigger programme_version_is_append_only');
  },
});

async function fillInLimits(tx: Tx): Promise<void> {
  for (const { version, document } of await tx.query<{ version: number; document: string }>(APPLIED)) {
    const { adjustments } = parseProgramme(document, `version ${version}`);
    await tx.query(FILL_IN, [version, adjustments.approvalAbovePoints]);
  }
}
