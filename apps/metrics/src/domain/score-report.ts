import { areNamed, hiddenParts, type Difference } from '@perennial/figures';
import { periodOf, type Grouping } from './grouping.js';
import type { GroupScores, ScoreCounts } from './score-counts.js';
import { periodBefore } from './survey-window.js';

interface OfAnswers {
  readonly n: number;
}

/** What is made of scores: the NPS, the CSAT. */
export interface FigureKind<Figure extends OfAnswers> {
  figureOf(scores: ScoreCounts): Figure;
  /** Null when one of them is of nothing. */
  difference(one: Figure, other: Figure): Difference | null;
}

export interface Reported<Figure> {
  /** Undefined: suppressed, it would tell of fewer answers than may be shown. */
  readonly figure: Figure | undefined;
  /** What it is compared with; absent: with nothing. */
  readonly before?: { readonly figure: Figure | undefined; readonly change: Difference | null };
}

export interface ReportedGroup<Figure> extends Reported<Figure> {
  /** Null: where it is not known. */
  readonly group: string | null;
}

type ByGroup<Value> = ReadonlyMap<string | null, Value>;

const NOBODY: ScoreCounts = new Map();

/**
 * @param minimum fewest answers that are shown
 * @param before scores of the days before; absent: nothing is compared
 */
export function reportWhole<Figure extends OfAnswers>(
  kind: FigureKind<Figure>,
  minimum: number,
  scores: ScoreCounts,
  before?: ScoreCounts,
): Reported<Figure> {
  const shownOf = (each: ScoreCounts) => {
    const figure = kind.figureOf(each);
    return hiddenParts([figure], minimum).has(figure) ? undefined : figure;
  };
  const figure = shownOf(scores);
  return { figure, ...(before && { before: compared(kind, figure, shownOf(before)) }) };
}

/**
 * A period is compared with the period before it, everything else with itself in the days before.
 *
 * @param groups scores by group, periods in their order
 * @param before the same of the days before; absent: nothing is compared
 */
export function reportGroups<Figure extends OfAnswers>(
  kind: FigureKind<Figure>,
  minimum: number,
  grouping: Grouping,
  groups: ByGroup<GroupScores>,
  before?: ByGroup<GroupScores>,
): ReportedGroup<Figure>[] {
  if (!areNamed(partsOf(kind, groups), minimum)) return [];
  const figures = shown(kind, minimum, groups);
  const period = periodOf(grouping);
  const others = before && (period ? figures : shown(kind, minimum, before));
  return [...figures].map(([group, figure]) => {
    if (!others) return { group, figure };
    const other = period && group !== null ? periodBefore(period, group) : group;
    const before = others.has(other) ? others.get(other) : kind.figureOf(NOBODY);
    return { group, figure, before: compared(kind, figure, before) };
  });
}

/** Undefined where it is suppressed. */
function shown<Figure extends OfAnswers>(
  kind: FigureKind<Figure>,
  minimum: number,
  groups: ByGroup<GroupScores>,
): ByGroup<Figure | undefined> {
  const parts = partsOf(kind, groups);
  const hidden = hiddenParts(parts, minimum);
  return new Map(parts.map((part) => [part.group, hidden.has(part) ? undefined : part.figure]));
}

function partsOf<Figure extends OfAnswers>(kind: FigureKind<Figure>, groups: ByGroup<GroupScores>) {
  return [...groups].map(([group, { scores, alone }]) => {
    const figure = kind.figureOf(scores);
    return { group, figure, n: figure.n, alone };
  });
}

function compared<Figure extends OfAnswers>(
  kind: FigureKind<Figure>,
  figure: Figure | undefined,
  before: Figure | undefined,
): { figure: Figure | undefined; change: Difference | null } {
  return { figure: before, change: figure && before ? kind.difference(figure, before) : null };
}
