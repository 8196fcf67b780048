import type { Tx } from '@perennial/persistence';

import type { Grouping } from '../../domain/grouping.js';
import { ASKED_FOR, wantedParameters, type WantedAnswers } from './counted-answers.js';
import { surveyGroup, type SurveyGroup } from './survey-groups.js';

/** Customers who were asked to answer. */
export interface Responses {
  /** Null: where it is not known which group it is. */
  readonly group: string | null;
  /** All of them, whatever the days within which an answer counts. */
  readonly invited: number;
  /** Those of them who are in no other group. */
  readonly invitedAlone: number;
  /** Those for whom the days of an invitation are over. */
  readonly customers: number;
  /** Those of them who are in no other group. */
  readonly alone: number;
  /** Those who answered within these days. */
  readonly answered: number;
  /** Those for whom they are not: nothing is said of them. */
  readonly notYetObserved: number;
}

/** Which invitations are counted, and when they count. */
export interface WantedResponses extends Omit<WantedAnswers, 'survey'> {
  /** Absent: all. */
  readonly survey?: string | undefined;
  /** Answers within so many times 24 hours count. */
  readonly days: number;
  readonly now: Date;
}

const WHOLE: SurveyGroup = { expression: 'null::text' };

// An answer is of everybody's own, under the survey's name: also where it came by another way than the invitation's link.
const statement = (of: SurveyGroup | undefined): string => {
  const { expression, join = '' } = of ?? WHOLE;
  const alone = (those: string) => (of ? `count(*) ${those} over (partition by customer_id) = 1` : 'true');
  return /* sql */ `
    with invited as (
      select ${expression} as thing, a.customer_id, a.invited_at + make_interval(days => $7) <= $8 as observed,
             exists (select from survey_answer r
                      where r.customer_id = a.customer_id and r.survey = a.survey
                        and (a.touchpoint is null or r.touchpoint = a.touchpoint)
                        and r.answered_at >= a.invited_at
                        and r.answered_at < a.invited_at + make_interval(days => $7)) as answered
        from survey_invitation a ${join}
       where ($1::text is null or a.survey = $1) and ${ASKED_FOR}
    ), customer as (
      select thing, customer_id, bool_or(observed) as observed, bool_or(observed and answered) as answered
        from invited
       group by thing, customer_id
    ), placed as (
      select *, ${alone('filter (where observed)')} as alone, ${alone('')} as invited_alone from customer
    )
    select thing, count(*) as invited, count(*) filter (where invited_alone) as invited_alone,
           count(*) filter (where observed) as customers, count(*) filter (where observed and alone) as alone,
           count(*) filter (where answered) as answered, count(*) filter (where not observed) as open
      from placed
     group by thing
     order by thing collate "C" nulls last
     limit $6`;
};

const BY_SURVEY: SurveyGroup = { expression: 'a.survey' };

interface Row {
  readonly thing: string | null;
  readonly invited: bigint;
  readonly invited_alone: bigint;
  readonly customers: bigint;
  readonly alone: bigint;
  readonly answered: bigint;
  readonly open: bigint;
}

/**
 * How many of those invited in some days answered: everybody once in each group, whatever the number of invitations. By group
 * in alphabetical order, the unknown one last.
 *
 * @param grouping undefined: the whole, as one group; `survey`: by survey
 * @param limit groups read at most
 */
export async function countResponses(
  tx: Tx,
  wanted: WantedResponses,
  grouping: Grouping | 'survey' | undefined,
  limit: number,
): Promise<Responses[]> {
  const group = grouping === 'survey' ? BY_SURVEY : grouping && surveyGroup(grouping, '$9');
  const name = grouping && grouping !== 'survey' && grouping.by === 'attribute' ? [grouping.name] : [];
  const { survey, days, now, ...rest } = wanted;
  const parameters = [...wantedParameters({ ...rest, survey: survey ?? null }), limit, days, now, ...name];
  const rows = await tx.query<Row>(statement(group), parameters);
  return rows.map((row) => ({
    group: row.thing,
    invited: Number(row.invited),
    invitedAlone: Number(row.invited_alone),
    customers: Number(row.customers),
    alone: Number(row.alone),
    answered: Number(row.answered),
    notYetObserved: Number(row.open),
  }));
}
