import type { Campaign } from '@perennial/programme';
import { textColumn, type Tx } from '@perennial/persistence';

import type { PastAnswer } from '../../domain/situation.js';
import { RECORDS_OF_PERSONS } from './persons-records.js';

const SQL = /* sql */ `
  with record as (${RECORDS_OF_PERSONS})
  select record.person_id, d.campaign_id, d.cause_at, d.occasion, d.outcome = 'offered' as offered,
         coalesce(ad_hoc.exempt, false) as exempt
    from record
    join decision d using (customer_id)
    left join ad_hoc_campaign ad_hoc on ad_hoc.campaign_id = d.campaign_id
   where d.answered`;

interface Row {
  readonly person_id: string;
  readonly campaign_id: string;
  readonly cause_at: Date;
  readonly occasion: string | null;
  readonly offered: boolean;
  /** Of an ad-hoc campaign; what others are says the document. */
  readonly exempt: boolean;
}

/** What persons, whom `tx` has locked, were answered by which campaign; without those who were answered nothing. */
export async function listAnswers(
  tx: Tx,
  persons: readonly string[],
  campaigns: readonly Campaign[],
): Promise<Map<string, PastAnswer[]>> {
  if (persons.length === 0) return new Map();
  const exemptIds = new Set(campaigns.filter((campaign) => campaign.exempt).map(({ id }) => id));
  const rows = await tx.query<Row>(SQL, [textColumn(persons, (person) => person)], 'campaign.list-answers');
  const answers = new Map<string, PastAnswer[]>();
  for (const { person_id, campaign_id: campaignId, cause_at, occasion, offered, exempt } of rows) {
    const answer = {
      ...{ campaignId, at: cause_at.getTime(), occasion: occasion ?? undefined, offered },
      counts: !exempt && !exemptIds.has(campaignId),
    };
    const others = answers.get(person_id);
    if (others) others.push(answer);
    else answers.set(person_id, [answer]);
  }
  return answers;
}
