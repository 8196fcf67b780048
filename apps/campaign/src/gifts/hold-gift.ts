import type { Tx } from '@perennial/persistence';

import { RECORDS_OF_ASKED } from '../store/queries/persons-records.js';

/** An offer as far as choosing goes. */
export interface Gift {
  readonly customerId: string;
  readonly offerId: string;
  readonly campaignId: string;
  readonly programmeVersion: number;
  readonly choices: readonly string[];
  /** 0: no note may be written. */
  readonly noteMax: number;
  readonly isChosen: boolean;
}

const HOLD = /* sql */ `
  select o.customer_id, o.campaign_id, o.programme_version, coalesce(o.choices, '[]') as choices,
         coalesce(o.note_max, 0) as note_max, o.chosen_at is not null as chosen
    from customer_record asked
   cross join lateral (${RECORDS_OF_ASKED}) record
    join offer o on o.customer_id = record.customer_id and o.offer_id = $2
   where asked.customer_id = $1
     for update of o`;

const CHOOSE = /* sql */ `
  update offer set choice = coalesce($3, choice), note = coalesce($4, note), chosen_at = $5
   where customer_id = $1 and offer_id = $2`;

interface Row {
  readonly customer_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly choices: string[];
  readonly note_max: number;
  readonly chosen: boolean;
}

/** An offer of a member, made to whichever record of the person, locked until `tx` ends; undefined when there is none. */
export async function holdGift(tx: Tx, customerId: string, offerId: string): Promise<Gift | undefined> {
  // Waits for the lock; whose offer it is then is read anew, when whoever had it is done.
  await tx.query<Row>(HOLD, [customerId, offerId], 'campaign.hold-gift');
  const [row] = await tx.query<Row>(HOLD, [customerId, offerId], 'campaign.hold-gift');
  return (
    row && {
      ...{ customerId: row.customer_id, offerId, campaignId: row.campaign_id, choices: row.choices },
      ...{ programmeVersion: row.programme_version, noteMax: row.note_max, isChosen: row.chosen },
    }
  );
}

/** @param gift that `tx` has locked */
export async function saveChoice(
  tx: Tx,
  { customerId, offerId }: Gift,
  { choice, note }: { readonly choice?: string | undefined; readonly note?: string | undefined },
  at: Date,
): Promise<void> {
  await tx.query(CHOOSE, [customerId, offerId, choice ?? null, note ?? null, at], 'campaign.choose-gift');
}
