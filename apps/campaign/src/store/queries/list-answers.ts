import type { Campaign, Programme } from '@perennial/programme';
import { textColumn, type Tx } from '@perennial/persistence';

import { limitOf } from '../../domain/limits.js';
import type { PastAnswer } from '../../domain/situation.js';
import { RECORDS_OF_PERSONS } from './persons-records.js';

// The latest of each campaign are as many as its limit can ask for, the latest offers of all as many as the cap can: whether there
// are more makes no difference. Whether one is exempt of the cap says the offer itself: the document may not have
// its campaign any more; it is asked one by one, so that not all that were ever made are read.
const SQL = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select record.person_id, d.decision_id, d.campaign_id, d.cause_at, d.occasion, d.outcome, coalesce(o.exempt, false) as exempt
    from record
   cross join unnest($2::text[], $3::int4[]) as asked (campaign_id, most)
   cross join lateral (
           select customer_id, decision_id, campaign_id, cause_at, occasion, outcome
             from decision
            where answered and customer_id = record.customer_id and campaign_id = asked.campaign_id
            order by cause_at desc
            limit asked.most) d
    left join lateral (select exempt from offer where customer_id = d.customer_id and offer_id = d.decision_id offset 0) o on true
   union
  select record.person_id, d.decision_id, d.campaign_id, d.cause_at, d.occasion, d.outcome, false
    from record
   cross join lateral (
           select decision_id, campaign_id, cause_at, occasion, outcome
             from decision
            where outcome = 'offered' and customer_id = record.customer_id
              and not exists (
                    select from offer o where o.customer_id = decision.customer_id and o.offer_id = decision_id and o.exempt offset 0)
            order by cause_at desc
            limit $4) d`;

interface Row {
  readonly person_id: string;
  readonly campaign_id: string;
  readonly cause_at: Date;
  readonly occasion: string | null;
  readonly outcome: 'offered' | 'withheld';
  readonly exempt: boolean;
}

/** Of a campaign without a limit: the date of this year may be answered already, and the one of last year may be answered late. */
const OCCASIONS = 2;

/**
 * What persons, whom `tx` has locked, were answered, as far as the limits of campaigns and the cap ask for it; without those who were
 * answered nothing.
 *
 * @param campaigns whose limits ask
 */
export async function listAnswers(
  tx: Tx,
  persons: readonly string[],
  campaigns: readonly Campaign[],
  { offers }: Pick<Programme, 'offers'>,
): Promise<Map<string, PastAnswer[]>> {
  if (persons.length === 0) return new Map();
  const rows = await tx.query<Row>(
    SQL,
    [
      textColumn(persons, (person) => person),
      textColumn(campaigns, ({ id }) => id),
      campaigns.map((campaign) => limitOf(campaign)?.most ?? OCCASIONS),
      offers.perCustomer?.most ?? 0,
    ],
    'campaign.list-answers',
  );
  const answers = new Map<string, PastAnswer[]>();
  for (const { person_id, campaign_id: campaignId, cause_at, occasion, outcome, exempt } of rows) {
    const answer = {
      ...{ campaignId, at: cause_at.getTime(), occasion: occasion ?? undefined, offered: outcome === 'offered' },
      counts: !exempt,
    };
    const others = answers.get(person_id);
    if (others) others.push(answer);
    else answers.set(person_id, [answer]);
  }
  return answers;
}
