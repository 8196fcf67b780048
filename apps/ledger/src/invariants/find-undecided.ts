import type { Tx } from '@perennial/persistence';

// Compared as they are written, never read: who writes past the service may have written anything. Of what ends a
// reservation nothing is kept but the fact, so only the reservation is asked for.
const SQL = /* sql */ `
  with decided as (
    select account, at, source, id, data, substr(type, length('ledger.decision.') + 1) as kind
      from fact
     where type like 'ledger.decision.%' and type not in ('ledger.decision.merge', 'ledger.decision.erasure')
  ), named as (
    select account, at, source, id, kind, data #>> '{points,n}' as points,
           data ->> case kind when 'redemption-reversal' then 'redemptionId' when 'household-leave' then 'householdId'
                              when 'reservation-commit' then 'reservationId' when 'reservation-release' then 'reservationId'
                              else kind || 'Id' end as given,
           case kind when 'redemption' then data -> 'pool' when 'household' then data -> 'pool'
                     when 'reservation' then jsonb_build_array(data -> 'pool', data -> 'until', data -> 'orderId')
                     when 'reinstatement' then jsonb_build_array(data -> 'expiresAt')
                     when 'extension' then jsonb_build_array(data -> 'expiresAt', data -> 'expiringBy')
                     when 'transfer' then to_jsonb(concat('{"from":"', account, '","points":', data #>> '{points,n}',
                                                          ',"to":"', data ->> 'to', '"}'))
                     else 'null' end as content
      from decided
  ), kept (kind, given, account, points, content) as (
    select 'redemption', redemption_id::text, account, points, to_jsonb(pool) from redemption
     union all
    select 'redemption-reversal', redemption_id::text, null, null, 'null' from redemption_reversal
     union all
    select 'reservation', reservation_id::text, account, points,
           jsonb_build_array(pool, (extract(epoch from until) * 1000)::int8, order_id) from reservation
     union all
    select 'reservation-' || ending, reservation_id::text, null, null, 'null'
      from reservation, unnest(array['commit', 'release']) as ending
     union all
    select kind, adjustment_id::text, null, case when kind <> 'extension' then points end,
           case kind when 'reinstatement' then jsonb_build_array((extract(epoch from expires_at) * 1000)::int8)
                     when 'extension' then jsonb_build_array((extract(epoch from expires_at) * 1000)::int8,
                                                             (extract(epoch from expiring_by) * 1000)::int8)
                     else 'null' end
      from adjustment
     where not needs_approval
        or exists (select from adjustment_verdict verdict where verdict.adjustment_id = adjustment.adjustment_id and approved)
     union all
    select 'household', household_id::text, null, null, to_jsonb(members) from household
     union all
    select 'household-leave', substr(thing, length('household:') + 1), accounts[1], null, 'null' from audit_entry
     where action = 'household.left'
     union all
    select 'transfer', substr(thing, length('transfer:') + 1), accounts[1], null, to_jsonb(after) from audit_entry
     where action = 'transfer.made'
  ), counted as (
    select named.*, kept.given is not null as is_kept,
           count(*) over (partition by named.kind, named.given,
                                       case named.kind when 'household-leave' then named.account end) as times
      from named
      left join kept
        on kept.kind = named.kind and kept.given = named.given and kept.content = named.content
       and coalesce(kept.account, named.account) = named.account
       and coalesce(kept.points::text, named.points, '') = coalesce(named.points, '')
  )
  select format('%s %s of account %s is a fact %s', kind, coalesce(given, id), account,
                case when is_kept then times || ' times' else 'and was never decided, or otherwise' end) as what
    from counted where not is_kept or times > 1
   order by account, at, source, id limit 1`;

/**
 * Every fact that was decided at the ledger is so once, and has what its command wrote beside it: a redemption, a reservation, an approved
 * adjustment, a household, or the entry of the audit log, for the same account, points, dates and people.
 *
 * @returns the first that is or has not, in words
 */
export async function findUndecided(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ what: string }>(SQL);
  return row?.what;
}
