import { shareDifference } from '@perennial/figures';
import type { Tx } from '@perennial/persistence';
import { GROUPS_MAX, GROUPS_READ } from '@perennial/service';

import { csatOf } from '../domain/csat.js';
import { groupingOf } from '../domain/grouping.js';
import { npsDifference, npsOf } from '../domain/nps.js';
import { reportGroups, reportWhole, type FigureKind } from '../domain/score-report.js';
import type { Measurement } from '../domain/target.js';
import { countScores, countScoresByGroup } from '../store/queries/count-scores.js';
import { NOTHING, toldOrHidden, TOO_MANY, type Asked, type Measure } from './measure.js';

const NPS = { figureOf: npsOf, difference: npsDifference };
const CSAT = { figureOf: csatOf, difference: shareDifference };

export const measureNps: Measure = (tx, asked) => measureScores(tx, 'nps', NPS, asked);
export const measureCsat: Measure = (tx, asked) => measureScores(tx, 'csat', CSAT, asked);

/** As the report of the survey tells the whole or the group: suppressed where it is suppressed there. */
async function measureScores<Figure extends { readonly value: number | null; readonly n: number }>(
  tx: Tx,
  survey: string,
  kind: FigureKind<Figure>,
  { window, group, minimum }: Asked,
): Promise<Measurement> {
  const wanted = { survey, window };
  if (!group) return toldOrHidden(reportWhole(kind, minimum, await countScores(tx, wanted)).figure);
  const grouping = groupingOf(group.by);
  if (!grouping) return NOTHING;
  const scores = await countScoresByGroup(tx, wanted, grouping, GROUPS_READ);
  if (scores.size > GROUPS_MAX) return TOO_MANY;
  const told = reportGroups(kind, minimum, grouping, scores).find((each) => each.group === group.name);
  return told ? toldOrHidden(told.figure) : NOTHING;
}
