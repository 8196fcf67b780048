import type { Tx } from '@perennial/persistence';

import { EXCLUSIVE, type CodedOffer, type CodeScope, type CodeValue } from '../domain/code-terms.js';

// What somebody else has locked (a build from before that is still running, an erasure) is left for the next turn.
const SQL = /* sql */ `
  with taken as (
    delete from code
     where code in (select code from code order by code limit $1 for update skip locked)
    returning code, customer_id, offer_id
  ), bare as (
    update offer o set code = null from taken where o.customer_id = taken.customer_id and o.offer_id = taken.offer_id
  )
  select taken.code, o.customer_id, o.offer_id, o.campaign_id, o.programme_version, o.value, o.scope, o.valid_from, o.valid_to
    from taken
    join offer o on o.customer_id = taken.customer_id and o.offer_id = taken.offer_id`;

interface Row {
  readonly code: string;
  readonly customer_id: string;
  readonly offer_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly value: CodeValue;
  readonly scope: CodeScope | null;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
}

/** Takes codes from where an earlier build kept them as they were issued. */
export async function takePlainCodes(tx: Tx, limit: number): Promise<{ code: string; offer: CodedOffer }[]> {
  const rows = await tx.query<Row>(SQL, [limit]);
  return rows.map((row) => ({
    code: row.code,
    offer: {
      offerId: row.offer_id,
      customerId: row.customer_id,
      campaignId: row.campaign_id,
      programmeVersion: row.programme_version,
      value: row.value,
      scope: row.scope ?? undefined,
      stacking: EXCLUSIVE,
      validFrom: row.valid_from,
      validTo: row.valid_to ?? undefined,
    },
  }));
}
