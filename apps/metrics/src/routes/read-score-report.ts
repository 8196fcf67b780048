import type { Tx } from '@perennial/persistence';
import { GROUPS_MAX, GROUPS_READ, tooManyGroups } from '@perennial/service';

import { periodOf, type Grouping } from '../domain/grouping.js';
import type { GroupScores } from '../domain/score-counts.js';
import {
  reportGroups,
  reportWhole,
  type FigureKind,
  type Reported,
  type ReportedGroup,
} from '../domain/score-report.js';
import { windowBefore, type SurveyWindow } from '../domain/survey-window.js';
import { areHiddenAnswers } from '../store/is-hidden-part.js';
import { countScores, countScoresByGroup } from '../store/queries/count-scores.js';
import type { WantedAnswers } from '../store/queries/counted-answers.js';
import { type ScoreQuery } from './survey-query.js';

export interface ScoreReport<Figure> {
  readonly whole: Reported<Figure>;
  /** Undefined: no groups were asked for. */
  readonly groups: readonly ReportedGroup<Figure>[] | undefined;
  /** The days that the whole is compared with. */
  readonly daysBefore: SurveyWindow | undefined;
}

/**
 * One answer of everybody counts, the latest; in each group by itself.
 *
 * @param minimum fewest answers that are shown
 * @throws ProblemError TOO_MANY_GROUPS
 */
export async function readScoreReport<Figure extends { readonly n: number }>(
  tx: Tx,
  survey: string,
  kind: FigureKind<Figure>,
  { from, to, touchpoint, location: locationId, groupBy, compare }: ScoreQuery,
  minimum: number,
): Promise<ScoreReport<Figure>> {
  const wanted = { survey, window: { from, to }, touchpoint, locationId };
  const daysBefore = compare && from !== undefined && to !== undefined ? windowBefore(from, to) : undefined;
  const before = daysBefore && { ...wanted, window: daysBefore };
  const whole = await countScores(tx, wanted);
  const wholeBefore = before && (await countScores(tx, before));
  const isHidden =
    (await areHiddenAnswers(tx, wanted, minimum)) || (before && (await areHiddenAnswers(tx, before, minimum)));
  // Then no number of answers is enough.
  const least = isHidden ? Infinity : minimum;
  return {
    whole: reportWhole(kind, least, whole, wholeBefore),
    groups: groupBy && (await readGroups(tx, kind, { wanted, before, grouping: groupBy, minimum: least })),
    daysBefore,
  };
}

async function readGroups<Figure extends { readonly n: number }>(
  tx: Tx,
  kind: FigureKind<Figure>,
  asked: {
    readonly wanted: WantedAnswers;
    readonly before: WantedAnswers | undefined;
    readonly grouping: Grouping;
    readonly minimum: number;
  },
): Promise<ReportedGroup<Figure>[]> {
  const { wanted, before, grouping, minimum } = asked;
  const groups = await countGroups(tx, wanted, grouping);
  if (!before) return reportGroups(kind, minimum, grouping, groups);
  // Periods are compared with each other.
  const earlier = periodOf(grouping) ? groups : await countGroups(tx, before, grouping);
  return reportGroups(kind, minimum, grouping, groups, earlier);
}

async function countGroups(
  tx: Tx,
  wanted: WantedAnswers,
  grouping: Grouping,
): Promise<Map<string | null, GroupScores>> {
  const groups = await countScoresByGroup(tx, wanted, grouping, GROUPS_READ);
  if (groups.size <= GROUPS_MAX) return groups;
  throw tooManyGroups();
}
