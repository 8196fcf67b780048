import type { Tx } from '@perennial/persistence';

import type { Grouping } from '../../domain/grouping.js';
import type { GroupScores, ScoreCounts } from '../../domain/score-counts.js';
import { LATEST_FIRST, WANTED, wantedParameters, WHO, WHO_NAMED, type WantedAnswers } from './counted-answers.js';
import { surveyGroup, type SurveyGroup } from './survey-groups.js';

/** Scores that one group can have: 0 to 10. */
const SCORES_MAX = 11;

const WHOLE: SurveyGroup = { expression: 'null::text' };

/** The latest answer of everybody in each group; of an anonymous one, each. */
const statement = (of: SurveyGroup | undefined): string => {
  const { expression, join = '' } = of ?? WHOLE;
  // Of the whole everybody is in no other group, and nobody need be sorted for it.
  const alone = of ? 'count(*) over (partition by customer_id, anonymous) = 1' : 'true';
  return /* sql */ `
    with counted as (
      select distinct on (thing, ${WHO}) ${expression} as thing, ${WHO_NAMED}, a.score
        from survey_answer a ${join}
       where ${WANTED}
       order by thing, ${WHO}, ${LATEST_FIRST}
    ), placed as (
      select thing, score, ${alone} as alone from counted
    )
    select thing, score, count(*) as answers, count(*) filter (where alone) as alone
      from placed
     group by thing, score
     order by thing collate "C" nulls last, score
     limit $6`;
};

/** How many answers gave each score, without groups. */
export async function countScores(tx: Tx, wanted: WantedAnswers): Promise<ScoreCounts> {
  const groups = await read(tx, statement(undefined), [...wantedParameters(wanted), null]);
  return groups.get(null)?.scores ?? new Map();
}

/**
 * The same by group, in alphabetical order; null, last: where it is not known what group it is.
 *
 * @param limit groups read at most. Where there are more, some more may be there, the last one not whole
 */
export async function countScoresByGroup(
  tx: Tx,
  wanted: WantedAnswers,
  grouping: Grouping,
  limit: number,
): Promise<Map<string | null, GroupScores>> {
  const name = grouping.by === 'attribute' ? [grouping.name] : [];
  return read(tx, statement(surveyGroup(grouping, '$7')), [...wantedParameters(wanted), limit * SCORES_MAX, ...name]);
}

async function read(tx: Tx, sql: string, parameters: readonly unknown[]): Promise<Map<string | null, GroupScores>> {
  const rows = await tx.query<Row>(sql, parameters);
  const groups = new Map<string | null, { scores: Map<number, number>; alone: number }>();
  for (const { thing, score, answers, alone } of rows) {
    const group = groups.get(thing) ?? { scores: new Map<number, number>(), alone: 0 };
    group.scores.set(score, Number(answers));
    group.alone += Number(alone);
    groups.set(thing, group);
  }
  return groups;
}

interface Row {
  readonly thing: string | null;
  readonly score: number;
  readonly answers: bigint;
  readonly alone: bigint;
}
