import { textColumn, type Tx } from '@perennial/persistence';

import type { Candidate } from '../../domain/candidate.js';
import { runName, type LastDecision } from '../../domain/runs.js';

const SQL = /* sql */ `
  select asked.person_id, asked.campaign_id, last.outcome, last.reason, last.decided_at
    from unnest($1::text[], $2::text[]) as asked (person_id, campaign_id)
   cross join lateral (
           select d.outcome, d.reason, d.decided_at
             from (select asked.person_id as customer_id
                    union
                   select customer_id from customer_record where person_id = asked.person_id and person_id <> customer_id) record
            cross join lateral (
                    select outcome, reason, decided_at, cause_at
                      from decision
                     where customer_id = record.customer_id and campaign_id = asked.campaign_id and outcome <> 'skipped'
                     order by decided_at desc, cause_at desc
                     limit 1) d
            order by d.decided_at desc, d.cause_at desc
            limit 1) last`;

interface Row {
  readonly person_id: string;
  readonly campaign_id: string;
  readonly outcome: LastDecision['outcome'];
  readonly reason: string;
  readonly decided_at: Date;
}

/** What campaigns decided last about persons, who are locked by `tx`: by `runName`, skipped ones aside. */
export async function listLastDecisions(
  tx: Tx,
  candidates: readonly Pick<Candidate, 'customerId' | 'campaign'>[],
): Promise<Map<string, LastDecision>> {
  const asked = [...new Map(candidates.map((candidate) => [runName(candidate), candidate])).values()];
  if (asked.length === 0) return new Map();
  const rows = await tx.query<Row>(
    SQL,
    [textColumn(asked, ({ customerId }) => customerId), textColumn(asked, ({ campaign }) => campaign.id)],
    'campaign.list-last-decisions',
  );
  return new Map(
    rows.map(({ person_id: customerId, campaign_id: id, outcome, reason, decided_at }) => [
      runName({ customerId, campaign: { id } }),
      { outcome, reason, decidedAt: decided_at.getTime() },
    ]),
  );
}
