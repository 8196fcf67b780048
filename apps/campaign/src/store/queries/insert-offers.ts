import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { IssuedOffer } from '../../domain/offer.js';
import type { Money } from '../../domain/situation.js';

/** An offer, and what it takes of budgets and margins. */
export interface RecordedOffer extends IssuedOffer {
  readonly worth?: Money;
  readonly exempt: boolean;
  /** What it took of the budgets of a month such as `2027-03`, by unit; of none: absent. */
  readonly taken?: { readonly month: string; readonly amounts: Readonly<Record<string, number>> };
}

const SQL = /* sql */ `
  insert into offer (customer_id, offer_id, bucket, campaign_id, kind, value, valid_from, valid_to,
                     programme_version, text, scope, thing, choice, note, worth_minor, worth_currency, exempt, month,
                     taken, option)
  select * from unnest($1::text[], $2::uuid[], $3::int2[], $4::text[], $5::text[], ${jsonArray('$6')},
                       $7::timestamptz[], $8::timestamptz[], $9::int4[], $10::text[], ${jsonArray('$11')}, $12::text[],
                       $13::text[], $14::text[], $15::int8[], $16::text[], $17::bool[], $18::text[], ${jsonArray('$19')}, $20::text[])`;

export async function insertOffers(tx: Tx, offers: readonly RecordedOffer[]): Promise<void> {
  if (offers.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(offers, ({ customerId }) => customerId),
      plainColumn(offers, ({ offerId }) => offerId),
      plainColumn(offers, ({ customerId }) => bucketOf(customerId)),
      textColumn(offers, ({ campaignId }) => campaignId),
      textColumn(offers, ({ kind }) => kind),
      jsonColumn(offers, ({ value }) => value && JSON.stringify(value)),
      instantColumn(offers, ({ validFrom }) => validFrom.getTime()),
      instantColumn(offers, ({ validTo }) => validTo?.getTime()),
      plainColumn(offers, ({ programmeVersion }) => programmeVersion),
      textColumn(offers, ({ text }) => text),
      jsonColumn(offers, ({ scope }) => scope && JSON.stringify(scope)),
      textColumn(offers, ({ thing }) => thing),
      textColumn(offers, ({ choice }) => choice),
      textColumn(offers, ({ note }) => note),
      plainColumn(offers, ({ worth }) => worth?.amountMinor),
      textColumn(offers, ({ worth }) => worth?.currency),
      plainColumn(offers, ({ exempt }) => exempt),
      textColumn(offers, ({ taken }) => taken?.month),
      jsonColumn(offers, ({ taken }) => taken && JSON.stringify(taken.amounts)),
      textColumn(offers, ({ option }) => option),
    ],
    'campaign.insert-offers',
  );
}
