import type { Tx } from '@perennial/persistence';

import type { Grouping } from '../../domain/grouping.js';
import type { ScoreCounts } from '../../domain/score-counts.js';
import { LATEST_FIRST, WANTED, wantedParameters, WHO, type WantedAnswers } from './counted-answers.js';
import { surveyGroup, type SurveyGroup } from './survey-groups.js';

/** The latest answer of everybody in each group; of an anonymous one, each. */
const statement = ({ expression, join = '' }: SurveyGroup): string => /* sql */ `
  with counted as (
    select distinct on (thing, ${WHO}) ${expression} as thing, a.score
      from survey_answer a ${join}
     where ${WANTED}
     order by thing, ${WHO}, ${LATEST_FIRST}
  )
  select thing, score, count(*) as answers
    from counted
   group by thing, score
   order by thing collate "C" nulls last, score
   limit $6`;

const WHOLE: SurveyGroup = { expression: 'null::text' };

/** How many answers gave each score, without groups. */
export async function countScores(tx: Tx, wanted: WantedAnswers): Promise<ScoreCounts> {
  const groups = await read(tx, statement(WHOLE), [...wantedParameters(wanted), null]);
  return groups.get(null) ?? new Map();
}

/**
 * The same by group, in alphabetical order; null, last: where it is not known what group it is.
 *
 * @param limit rows read at most, of which each is a score of a group
 */
export async function countScoresByGroup(
  tx: Tx,
  wanted: WantedAnswers,
  grouping: Grouping,
  limit: number,
): Promise<Map<string | null, ScoreCounts>> {
  const name = grouping.by === 'attribute' ? [grouping.name] : [];
  return read(tx, statement(surveyGroup(grouping, '$7')), [...wantedParameters(wanted), limit, ...name]);
}

async function read(tx: Tx, sql: string, parameters: readonly unknown[]): Promise<Map<string | null, ScoreCounts>> {
  const rows = await tx.query<{ thing: string | null; score: number; answers: bigint }>(sql, parameters);
  const groups = new Map<string | null, Map<number, number>>();
  for (const { thing, score, answers } of rows) {
    const scores = groups.get(thing) ?? new Map<number, number>();
    groups.set(thing, scores.set(score, Number(answers)));
  }
  return groups;
}
