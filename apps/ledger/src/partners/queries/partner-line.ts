/**
 * What is settled with partners: every transfer that names one and issues or redeems points, or takes that back. `points` is
 * signed: below 0 what was taken back. By the instant of booking, so that a month that is over stays as it is.
 *
 * Parameters: $1 partner ids, $2 from (inclusive), $3 until (exclusive).
 */
export const PARTNER_LINES = /* sql */ `
  select partner_id, account, number, transfer_id, kind, thing, programme_version, occurred_at, booked_at,
         case when 'issuance' in (debit, credit) then 'issued' else 'redeemed' end as side,
         case when debit = 'issuance' or credit = 'redemption' then points else -points end as points
    from transfer
   where partner_id = any($1::text[]) and booked_at >= $2 and booked_at < $3
     and ('issuance' in (debit, credit) or 'redemption' in (debit, credit))`;

/** A month, in instants: `from` inclusive, `until` exclusive. */
export interface BookedWithin {
  readonly from: Date;
  readonly until: Date;
}
