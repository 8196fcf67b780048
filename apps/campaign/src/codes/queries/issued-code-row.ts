import type { CodeScope, CodeValue, IssuedCode } from '../domain/code-terms.js';

/** Columns of `issued_code i`, `coupon c` and the `customer_record owner` of its customer. */
export const ISSUED_CODE = /* sql */ `
         i.digest, i.uses, i.uses_max, c.coupon_id, c.origin, c.customer_id,
         coalesce(owner.person_id, c.customer_id) as person_id, c.rule, c.programme_version,
         c.percent_millionths, c.most_minor, c.most_currency, c.amount_minor, c.currency, c.scope, c.stacking, c.valid_from,
         c.valid_to, c.voided_at
    from issued_code i
    join coupon c on c.coupon_id = i.coupon_id
    left join customer_record owner on owner.customer_id = c.customer_id`;

export interface IssuedCodeRow {
  readonly digest: string;
  readonly uses: number;
  readonly uses_max: number;
  readonly coupon_id: string;
  readonly origin: IssuedCode['origin'];
  readonly customer_id: string | null;
  readonly person_id: string | null;
  readonly rule: string;
  readonly programme_version: number | null;
  readonly percent_millionths: number | null;
  readonly most_minor: bigint | null;
  readonly most_currency: string | null;
  readonly amount_minor: bigint | null;
  readonly currency: string | null;
  readonly scope: CodeScope | null;
  readonly stacking: string;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
  readonly voided_at: Date | null;
}

export function issuedCodeOf(row: IssuedCodeRow): IssuedCode {
  return {
    digest: row.digest,
    couponId: row.coupon_id,
    origin: row.origin,
    customerId: row.customer_id ?? undefined,
    personId: row.person_id ?? undefined,
    rule: row.rule,
    programmeVersion: row.programme_version ?? undefined,
    value: valueOf(row),
    scope: row.scope ?? undefined,
    stacking: row.stacking,
    validFrom: row.valid_from,
    validTo: row.valid_to ?? undefined,
    voidedAt: row.voided_at ?? undefined,
    uses: row.uses,
    usesMax: row.uses_max,
  };
}

function valueOf({ percent_millionths, most_minor, most_currency, amount_minor, currency }: IssuedCodeRow): CodeValue {
  if (amount_minor !== null) return { amountMinor: Number(amount_minor), currency: currency ?? '' };
  const most =
    most_minor === null ? {} : { atMost: { amountMinor: Number(most_minor), currency: most_currency ?? '' } };
  return percent_millionths === null
    ? { freeShipping: true, ...most }
    : { percent: percent_millionths / 10_000, ...most };
}
