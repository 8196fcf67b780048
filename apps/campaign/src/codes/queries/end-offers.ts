import type { Tx } from '@perennial/persistence';

// Codes are locked as orders lock them, so that one that is used at this very moment counts as used. Of an offer that ended
// nothing is left to do, whether it was used or not, until it is given back.
const SQL = /* sql */ `
  with due as (
    select coupon_id, digest
      from coupon
     where origin = 'offer' and not ended and valid_to <= $1
     order by valid_to
     limit $2
  ), locked as (
    select due.coupon_id, i.uses from issued_code i join due on due.digest = i.digest order by i.digest for update of i
  )
  update coupon c
     set ended = true
    from locked
   where c.coupon_id = locked.coupon_id and not c.ended
  returning c.coupon_id, c.customer_id, c.rule, c.programme_version, c.valid_to as ended_at, c.digest, locked.uses = 0 as unused`;

export interface EndedOfferRow {
  readonly coupon_id: string;
  readonly customer_id: string;
  readonly rule: string;
  readonly programme_version: number | null;
  readonly ended_at: Date;
  readonly digest: string;
  readonly unused: boolean;
}

/** An offer whose time is over. */
export interface EndedOffer {
  readonly offerId: string;
  readonly customerId: string;
  readonly campaignId: string;
  readonly programmeVersion?: number | undefined;
  readonly endedAt: Date;
  /** Digest of its code, where an order uses it. */
  readonly usedWith?: string;
}

/** Looks at offers with codes that have ended at `asOf`, at most `limit` of them, the earliest first: each once. */
export async function endOffers(tx: Tx, asOf: Date, limit: number): Promise<EndedOffer[]> {
  const rows = await tx.query<EndedOfferRow>(SQL, [asOf, limit], 'campaign.end-offers');
  return rows.map(endedOfferOf);
}

export function endedOfferOf(row: EndedOfferRow): EndedOffer {
  return {
    offerId: row.coupon_id,
    customerId: row.customer_id,
    campaignId: row.rule,
    ...(row.programme_version !== null && { programmeVersion: row.programme_version }),
    endedAt: row.ended_at,
    ...(!row.unused && { usedWith: row.digest }),
  };
}
