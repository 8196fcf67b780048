import type { Tx } from '@perennial/persistence';

import { csatOf } from '../domain/csat.js';
import { groupingOf } from '../domain/grouping.js';
import { npsOf } from '../domain/nps.js';
import type { ScoreCounts } from '../domain/score-counts.js';
import { hiddenParts } from '../domain/suppression.js';
import type { Measurement } from '../domain/target.js';
import { countScores, countScoresByGroup } from '../store/queries/count-scores.js';
import { NOTHING, toldUnless, type Asked, type Measure } from './measure.js';

/** Rows that are read of groups: with more, a group is too small to have a goal. */
const ROWS_MAX = 11_000;

export const measureNps: Measure = (tx, asked) => measureScores(tx, 'nps', npsOf, asked);
export const measureCsat: Measure = (tx, asked) => measureScores(tx, 'csat', csatOf, asked);

/** As the report of the survey tells the whole or the group: suppressed where it is suppressed there. */
async function measureScores(
  tx: Tx,
  survey: string,
  figureOf: (scores: ScoreCounts) => { readonly value: number | null; readonly n: number },
  { window, group, minimum }: Asked,
): Promise<Measurement> {
  const wanted = { survey, window };
  if (!group) {
    const figure = figureOf(await countScores(tx, wanted));
    return toldUnless(hiddenParts([figure], minimum).has(figure), figure);
  }
  const grouping = groupingOf(group.by);
  if (!grouping) return NOTHING;
  const scores = await countScoresByGroup(tx, wanted, grouping, ROWS_MAX);
  const figures = new Map([...scores].map(([name, counts]) => [name, figureOf(counts)]));
  const figure = figures.get(group.name);
  return figure ? toldUnless(hiddenParts([...figures.values()], minimum).has(figure), figure) : NOTHING;
}
