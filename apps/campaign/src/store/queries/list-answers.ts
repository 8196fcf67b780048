import type { Campaign, Programme } from '@perennial/programme';
import { textColumn, type Tx } from '@perennial/persistence';

import { limitOf } from '../../domain/limits.js';
import type { PastAnswer } from '../../domain/situation.js';
import { RECORDS_OF_PERSONS } from './persons-records.js';

// The latest of each campaign are as many as its limit can ask for, the latest offers of all as many as the cap can: whether there
// are more makes no difference. Which campaigns are exempt of the cap says the document, of ad-hoc campaigns their row.
const SQL = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select record.person_id, d.decision_id, d.campaign_id, d.cause_at, d.occasion, d.outcome
    from record
   cross join unnest($2::text[], $3::int4[]) as asked (campaign_id, most)
   cross join lateral (
           select decision_id, campaign_id, cause_at, occasion, outcome
             from decision
            where answered and customer_id = record.customer_id and campaign_id = asked.campaign_id
            order by cause_at desc
            limit asked.most) d
   union
  select record.person_id, d.decision_id, d.campaign_id, d.cause_at, d.occasion, d.outcome
    from record
   cross join lateral (
           select decision_id, campaign_id, cause_at, occasion, outcome
             from decision
            where outcome = 'offered' and customer_id = record.customer_id and campaign_id <> all($4::text[])
              and not exists (select from ad_hoc_campaign where campaign_id = decision.campaign_id and exempt)
            order by cause_at desc
            limit $5) d`;

interface Row {
  readonly person_id: string;
  readonly campaign_id: string;
  readonly cause_at: Date;
  readonly occasion: string | null;
  readonly outcome: 'offered' | 'withheld';
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
  { campaigns: all, offers }: Pick<Programme, 'campaigns' | 'offers'>,
): Promise<Map<string, PastAnswer[]>> {
  if (persons.length === 0) return new Map();
  const exempt = [...all, ...campaigns].filter((campaign) => campaign.exempt).map(({ id }) => id);
  const rows = await tx.query<Row>(
    SQL,
    [
      textColumn(persons, (person) => person),
      textColumn(campaigns, ({ id }) => id),
      campaigns.map((campaign) => limitOf(campaign)?.most ?? OCCASIONS),
      textColumn(exempt, (id) => id),
      offers.perCustomer?.most ?? 0,
    ],
    'campaign.list-answers',
  );
  const answers = new Map<string, PastAnswer[]>();
  for (const { person_id, campaign_id: campaignId, cause_at, occasion, outcome } of rows) {
    const answer = {
      ...{ campaignId, at: cause_at.getTime(), occasion: occasion ?? undefined, offered: outcome === 'offered' },
      counts: !exempt.includes(campaignId),
    };
    const others = answers.get(person_id);
    if (others) others.push(answer);
    else answers.set(person_id, [answer]);
  }
  return answers;
}
