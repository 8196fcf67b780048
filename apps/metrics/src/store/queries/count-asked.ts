import type { Tx } from '@perennial/persistence';

import type { Grouping } from '../../domain/grouping.js';
import type { AskedGroup } from '../../domain/weighted-nps.js';
import { WANTED, wantedParameters, type WantedAnswers } from './counted-answers.js';
import { surveyGroup, type SurveyGroup } from './survey-groups.js';

/** Whom a report is about, and until when answers count. */
interface WantedAsked extends WantedAnswers {
  /** Answers within so many times 24 hours of an invitation count. */
  readonly days: number;
  readonly now: Date;
}

// Everybody is in one group: that of their first invitation, so that the shares of the groups come to the whole.
const statement = ({ expression, join = '' }: SurveyGroup): string => /* sql */ `
  with invited as (
    select ${expression} as thing, a.customer_id, a.survey, a.touchpoint, a.invited_at, a.invitation_id
      from survey_invitation a ${join}
     where ${WANTED} and a.invited_at + make_interval(days => $7) <= $8
  ), customer as (
    select distinct on (customer_id) customer_id, thing from invited order by customer_id, invited_at, invitation_id
  ), answered as (
    select distinct on (r.customer_id) r.customer_id, r.score
      from invited i
      join survey_answer r on r.customer_id = i.customer_id and r.survey = i.survey
       and (i.touchpoint is null or r.touchpoint = i.touchpoint)
       and r.answered_at >= i.invited_at and r.answered_at < i.invited_at + make_interval(days => $7)
     order by r.customer_id, r.answered_at desc, r.source desc, r.event_id desc
  )
  select thing, score, count(*) as customers
    from customer left join answered using (customer_id)
   group by thing, score
   order by thing collate "C" nulls last, score
   limit $6`;

/**
 * Customers invited in some days whose time to answer is over, by group, with the latest answer that they gave in time.
 *
 * @param grouping one that puts everybody into one group
 * @param limit rows read at most, of which each is a score of a group, or none
 */
export async function countAsked(
  tx: Tx,
  { days, now, ...wanted }: WantedAsked,
  grouping: Grouping,
  limit: number,
): Promise<AskedGroup[]> {
  const name = grouping.by === 'attribute' ? [grouping.name] : [];
  const parameters = [...wantedParameters(wanted), limit, days, now, ...name];
  const rows = await tx.query<{
    readonly thing: string | null;
    readonly score: number | null;
    readonly customers: bigint;
  }>(statement(surveyGroup(grouping, '$9')), parameters);
  const groups = new Map<string | null, { invited: number; readonly scores: Map<number, number> }>();
  for (const { thing, score, customers } of rows) {
    const group = groups.get(thing) ?? { invited: 0, scores: new Map<number, number>() };
    groups.set(thing, group);
    group.invited += Number(customers);
    if (score !== null) group.scores.set(score, Number(customers));
  }
  return [...groups].map(([group, { invited, scores }]) => ({ group, invited, scores }));
}
