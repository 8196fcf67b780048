import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { CodeTerms, CodeValue, IssuedCode } from '../domain/code-terms.js';
import { millionths } from '../domain/discount.js';

/** What a code is issued for, and with it the code: as a digest, and as its customer is shown it. */
export interface Coupon extends CodeTerms, Pick<IssuedCode, 'couponId' | 'origin' | 'rule' | 'programmeVersion'> {
  readonly customerId?: string | undefined;
  /** Undefined: a block's, whose codes come one by one. */
  readonly digest?: string | undefined;
  readonly sealed?: Buffer | undefined;
}

// A code that somebody has already leaves its coupon out: it is drawn anew.
const SQL = /* sql */ `
  with n as (
    select * from unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::int4[], $7::int4[], $8::int8[],
                         $9::text[], $10::boolean[], ${jsonArray('$11')}, $12::text[], $13::timestamptz[],
                         $14::timestamptz[], $15::int4[], $16::uuid[], $17::text[], $18::int8[], $19::text[])
      as n (coupon_id, origin, bucket, customer_id, rule, programme_version, percent_millionths, amount_minor, currency,
            free_shipping, scope, stacking, valid_from, valid_to, uses_max, digest, sealed, most_minor, most_currency)
  ), codes as (
    insert into issued_code (digest, bucket, coupon_id, uses, uses_max)
    select digest, bucket, coupon_id, 0, uses_max from n where digest is not null order by digest
        on conflict (digest) do nothing
    returning coupon_id
  )
  insert into coupon (coupon_id, origin, bucket, customer_id, rule, programme_version, percent_millionths, amount_minor,
                      currency, free_shipping, scope, stacking, valid_from, valid_to, uses_max, digest, sealed, most_minor,
                      most_currency)
  select coupon_id, origin, bucket, customer_id, rule, programme_version, percent_millionths, amount_minor,
         currency, free_shipping, scope, stacking, valid_from, valid_to, uses_max, digest, decode(sealed, 'hex'), most_minor,
         most_currency
    from n
   where digest is null or coupon_id in (select coupon_id from codes)
  returning coupon_id`;

/** Keeps coupons with their codes. @returns ids of those that were kept */
export async function insertCoupons(tx: Tx, coupons: readonly Coupon[]): Promise<Set<string>> {
  if (coupons.length === 0) return new Set();
  const rows = await tx.query<{ coupon_id: string }>(SQL, columnsOf(coupons), 'campaign.insert-coupons');
  return new Set(rows.map((row) => row.coupon_id));
}

function columnsOf(coupons: readonly Coupon[]): (string | Buffer)[] {
  return [
    textColumn(coupons, ({ couponId }) => couponId),
    textColumn(coupons, ({ origin }) => origin),
    plainColumn(coupons, ({ customerId, couponId }) => bucketOf(customerId ?? couponId)),
    textColumn(coupons, ({ customerId }) => customerId),
    textColumn(coupons, ({ rule }) => rule),
    plainColumn(coupons, ({ programmeVersion }) => programmeVersion),
    plainColumn(coupons, ({ value }) => ('percent' in value ? millionths(value.percent) : null)),
    plainColumn(coupons, ({ value }) => ('amountMinor' in value ? value.amountMinor : null)),
    textColumn(coupons, ({ value }) => ('amountMinor' in value ? value.currency : null)),
    plainColumn(coupons, ({ value }) => 'freeShipping' in value),
    jsonColumn(coupons, ({ scope }) => scope && JSON.stringify(scope)),
    textColumn(coupons, ({ stacking }) => stacking),
    instantColumn(coupons, ({ validFrom }) => validFrom.getTime()),
    instantColumn(coupons, ({ validTo }) => validTo?.getTime()),
    plainColumn(coupons, ({ usesMax }) => usesMax),
    plainColumn(coupons, ({ digest }) => digest),
    textColumn(coupons, ({ sealed }) => sealed?.toString('hex')),
    plainColumn(coupons, ({ value }) => mostOf(value)?.amountMinor),
    textColumn(coupons, ({ value }) => mostOf(value)?.currency),
  ];
}

function mostOf(value: CodeValue) {
  return 'amountMinor' in value ? undefined : value.atMost;
}
