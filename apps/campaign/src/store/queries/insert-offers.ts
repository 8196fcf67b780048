import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { IssuedOffer } from '../../domain/offer.js';
import type { BudgetShare } from '../../domain/settlement.js';
import type { Money } from '../../domain/situation.js';
import { keptShares } from '../budget-shares.js';

/** An offer, and what it takes of budgets and margins. */
export interface RecordedOffer extends IssuedOffer {
  readonly worth?: Money;
  readonly exempt: boolean;
  /** Of points: when they were given. */
  readonly endedAt?: Date;
  /** Of a multiplier: when what it has not given goes back to its budgets. */
  readonly settlesAt?: Date;
  /** The month it was made in, such as `2027-03`, and what it took of budgets; of none: absent. */
  readonly taken?: { readonly month: string; readonly shares: readonly BudgetShare[] };
}

const SQL = /* sql */ `
  insert into offer (customer_id, offer_id, bucket, campaign_id, kind, value, valid_from, valid_to,
                     programme_version, text, scope, thing, choice, note, worth_minor, worth_currency, exempt, month,
                     taken, option, ended_at, choices, note_max, settles_at, ended, points_told)
  select n.*, case when ended_at is not null then 'redeemed' end, case when settles_at is not null then 0 end
    from unnest($1::text[], $2::uuid[], $3::int2[], $4::text[], $5::text[], ${jsonArray('$6')},
                       $7::timestamptz[], $8::timestamptz[], $9::int4[], $10::text[], ${jsonArray('$11')}, $12::text[],
                       $13::text[], $14::text[], $15::int8[], $16::text[], $17::bool[], $18::text[], ${jsonArray('$19')}, $20::text[], $21::timestamptz[],
                ${jsonArray('$22')}, $23::int4[], $24::timestamptz[])
      as n (customer_id, offer_id, bucket, campaign_id, kind, value, valid_from, valid_to, programme_version, text, scope,
            thing, choice, note, worth_minor, worth_currency, exempt, month, taken, option, ended_at, choices,
            note_max, settles_at)`;

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
      jsonColumn(offers, ({ taken }) => taken && JSON.stringify(keptShares(taken.month, taken.shares))),
      textColumn(offers, ({ option }) => option),
      instantColumn(offers, ({ endedAt }) => endedAt?.getTime()),
      jsonColumn(offers, ({ choices }) => choices && JSON.stringify(choices)),
      plainColumn(offers, ({ noteMax }) => noteMax),
      instantColumn(offers, ({ settlesAt }) => settlesAt?.getTime()),
    ],
    'campaign.insert-offers',
  );
}
