import { hiddenParts } from '@perennial/figures';
import type { Tx } from '@perennial/persistence';
import { GROUPS_MAX, GROUPS_READ } from '@perennial/service';

import { isoDate } from '../domain/calendar-day.js';
import { CUSTOMER_GROUPINGS, RETENTION_GROUPINGS } from '../domain/retention-grouping.js';
import { spendingFigures } from '../domain/spending.js';
import type { Measurement } from '../domain/target.js';
import { hiddenCurrencies } from '../store/hidden-currencies.js';
import { countRepeaters } from '../store/queries/count-repeaters.js';
import { findModels } from '../store/queries/find-models.js';
import { sumChurnRisk } from '../store/queries/sum-churn-risk.js';
import { summariseSpending } from '../store/queries/summarise-spending.js';
import { NOTHING, toldOrHidden, TOO_MANY, type Asked, type Measure } from './measure.js';

interface Customers {
  /** Null: the whole, or the group of those of whom it is not known. */
  readonly group: string | null;
  readonly customers: number;
  readonly alone: number;
}

export const measureRepeatPurchaseRate: Measure = async (tx, asked) => {
  const groups = await countRepeaters(tx, asked, groupingOf(asked), GROUPS_READ);
  return figureOf(groups, ({ customers, repeated }) => repeated / customers, asked);
};

export const measureAverageOrder: Measure = (tx, asked) => measureSpending(tx, asked, 'averageOrderMinor');
export const measurePurchaseFrequency: Measure = (tx, asked) => measureSpending(tx, asked, 'purchaseFrequency');

/** Of everybody who ever bought in the currency, as of today: what was, a model of today cannot tell. */
export const measureChurnRisk: Measure = async (tx, asked) => {
  const { currency = '', today, group } = asked;
  const model = (await findModels(tx)).get(currency);
  if (!model) return NOTHING;
  const wanted = { window: {}, currency, today: isoDate(today) };
  const grouping = CUSTOMER_GROUPINGS.find((name) => name === group?.by);
  return figureOf(await sumChurnRisk(tx, model, wanted, grouping, GROUPS_READ), ({ mean }) => mean, asked);
};

async function measureSpending(
  tx: Tx,
  asked: Asked,
  figure: keyof ReturnType<typeof spendingFigures>,
): Promise<Measurement> {
  const { window, currency = '', minimum } = asked;
  const groups = await summariseSpending(tx, asked, groupingOf(asked), GROUPS_READ);
  const untold = (await hiddenCurrencies(tx, window, minimum)).has(currency);
  const least = { ...asked, minimum: untold ? Infinity : minimum };
  return figureOf(groups, (spending) => spendingFigures(spending)[figure], least);
}

function groupingOf({ group }: Asked) {
  return RETENTION_GROUPINGS.find((name) => name === group?.by);
}

/** As the report tells it: suppressed where it is suppressed there. */
function figureOf<Group extends Customers>(
  groups: readonly Group[],
  valueOf: (group: Group) => number | null,
  { group: wanted, minimum }: Asked,
): Measurement {
  if (groups.length > GROUPS_MAX) return TOO_MANY;
  const parts = groups.map((group) => ({ group, n: group.customers, alone: group.alone }));
  const part = parts.find(({ group }) => group.group === (wanted?.name ?? null));
  if (!part) return NOTHING;
  const hidden = hiddenParts(parts, minimum).has(part);
  return toldOrHidden(hidden ? undefined : { value: valueOf(part.group), n: part.n });
}
