import type { Tx } from '@perennial/persistence';

import { RETENTION_GROUPINGS } from '../domain/retention-grouping.js';
import { spendingFigures } from '../domain/spending.js';
import { hiddenParts } from '../domain/suppression.js';
import type { Measurement } from '../domain/target.js';
import { countRepeaters } from '../store/queries/count-repeaters.js';
import { findModels } from '../store/queries/find-models.js';
import { summariseSpending } from '../store/queries/summarise-spending.js';
import { readChurnRisk } from '../store/value-customers.js';
import { NOTHING, toldUnless, type Asked, type Measure } from './measure.js';

/** Groups that are read: with more, a group is too small to have a goal. */
const GROUPS_READ = 1_000;

interface Figure {
  /** Null: the group of those of whom it is not known. */
  readonly group: string | null;
  readonly value: number | null;
  /** Customers. */
  readonly n: number;
}

export const measureRepeatPurchaseRate: Measure = async (tx, asked) => {
  const groups = await countRepeaters(tx, asked, groupingOf(asked), GROUPS_READ);
  const figures = groups.map(({ group, customers: n, repeated }) => ({ group, value: n > 0 ? repeated / n : null, n }));
  return figureOf(figures, asked);
};

export const measureAverageOrder: Measure = (tx, asked) => measureSpending(tx, asked, 'averageOrderMinor');
export const measurePurchaseFrequency: Measure = (tx, asked) => measureSpending(tx, asked, 'purchaseFrequency');

/** Of everybody who ever bought in the currency, as of today: what was, a model of today cannot tell. */
export const measureChurnRisk: Measure = async (tx, { currency = '', today, minimum }) => {
  const model = (await findModels(tx)).get(currency);
  const risk = model && (await readChurnRisk(tx, currency, model, today));
  if (!risk) return NOTHING;
  return toldUnless(risk.customers < minimum, { value: risk.mean, n: risk.customers });
};

async function measureSpending(
  tx: Tx,
  asked: Asked,
  figure: keyof ReturnType<typeof spendingFigures>,
): Promise<Measurement> {
  const groups = await summariseSpending(tx, asked, groupingOf(asked), GROUPS_READ);
  const figures = groups.map((spending) => ({
    group: spending.group,
    value: spendingFigures(spending)[figure],
    n: spending.customers,
  }));
  return figureOf(figures, asked);
}

function groupingOf({ group }: Asked) {
  return RETENTION_GROUPINGS.find((name) => name === group?.by);
}

/** As the report tells it: suppressed where it is suppressed there. */
function figureOf(figures: readonly Figure[], { group, minimum }: Asked): Measurement {
  const figure = figures.find((each) => each.group === (group?.name ?? null));
  return figure ? toldUnless(hiddenParts(figures, minimum).has(figure), figure) : NOTHING;
}
