import { once } from 'node:events';
import type { Writable } from 'node:stream';

import { calibrationOf, dateOf, expectedSpends, lifetimeValues } from '@perennial/clv';
import { csvText } from '@perennial/figures';

import { openFile } from '../purchase-file/open-file.js';
import type { Output } from '../screen/screen.js';
import { counted } from '../screen/wording.js';
import { horizonOf, planOf, type ClvFlags, type HorizonPlan } from './clv-options.js';
import { cutDayOf, fromFirstToLast } from './cut-day.js';
import { fitModels, usableSpend, type FittedModels } from './fitted-models.js';
import { inputLines } from './fit-report.js';
import { readPurchases } from './purchase-file.js';

export interface PredictFlags extends ClvFlags {
  readonly horizon: string;
  readonly discount: string;
}

/** Rows put together before they are written. */
const ROWS_AT_ONCE = 1_000;

/** Writes what is expected of each customer: CSV, or with `--json` an array with one object a line. @returns 0 */
export async function predict(path: string, flags: PredictFlags, out: Writable, err: Output): Promise<number> {
  const plan = planOf(flags);
  const horizon = horizonOf(flags.horizon, flags.discount, plan.unit);
  const file = await openFile(path, err, (csv, onRows) => readPurchases(csv, plan.reading, onRows));
  const cutDay = cutDayOf(plan, file.log.lastDay, fromFirstToLast(file.log));
  const fitted = fitModels(plan.model, calibrationOf(file.log, cutDay, plan.unit.days));
  const said = [...inputLines(file, plan), ...forecastLines(fitted, horizon, dateOf(cutDay), plan.unit.name)];
  err.write(`${said.join('\n')}\n`);
  await write(textOf(columnsOf(fitted, horizon), fitted.calibration.customers, flags.json === true), out);
  return 0;
}

function forecastLines(fitted: FittedModels, { text, days, rate }: HorizonPlan, cut: string, unit: string): string[] {
  const { model, purchases, calibration, spend } = fitted;
  const every = `${(rate * 100).toPrecision(3)} % a period`;
  return [
    `${model.title}: ${counted(calibration.customers.length, 'customer')}, ${text} (${days} days) from ${cut} on, t_x and T in ${unit}s, ` +
      `clv is revenue discounted by ${every}`,
    ...(purchases.fitted ? [] : [`Nothing is expected of anybody: ${purchases.detail}.`]),
    ...(usableSpend(fitted)
      ? []
      : [`No spend and no clv: ${spend.fitted ? 'the data may want an infinite mean' : spend.detail}.`]),
  ];
}

/** Names of the figures and their values, one a customer; null where the data do not tell. */
type Columns = readonly (readonly [name: string, values: Float64Array | null])[];

function columnsOf(fitted: FittedModels, horizon: HorizonPlan): Columns {
  const { model, purchases, calibration, m } = fitted;
  const forecast = purchases.fitted ? model.forecast(purchases.forecastParameters) : null;
  const spend = usableSpend(fitted)?.parameters ?? null;
  const all = { ...calibration, m };
  const duration = horizon.periods * horizon.periodLength;
  return [
    ['x', calibration.x],
    ['t_x', calibration.tx],
    ['T', calibration.T],
    ['pAlive', forecast && forecast.probabilitiesAlive(calibration)],
    ['expectedPurchases', forecast && forecast.conditionalExpectations(calibration, duration)],
    ['expectedSpend', spend && expectedSpends(spend, all)],
    ['clv', forecast && spend && lifetimeValues(forecast, spend, all, horizon)],
  ];
}

function* textOf(columns: Columns, customers: readonly string[], asJson: boolean): Generator<string> {
  const head = ['customer', ...columns.map(([name]) => name)];
  yield asJson ? '[' : `${head.join(',')}\n`;
  for (let from = 0; from < customers.length; from += ROWS_AT_ONCE) {
    const rows = customers.slice(from, from + ROWS_AT_ONCE).map((customer, k) => {
      const values = columns.map(([, all]) => all?.[from + k] ?? null);
      if (!asJson) return `${[csvText(customer), ...values.map((value) => value ?? '')].join(',')}\n`;
      const figures = columns.map(([name], i) => [name, values[i]] as const);
      return `${from + k === 0 ? '\n' : ',\n'}${JSON.stringify({ customer, ...Object.fromEntries(figures) })}`;
    });
    yield rows.join('');
  }
  if (asJson) yield '\n]\n';
}

/** No faster than it is taken, so that a million rows do not wait in memory. */
async function write(texts: Iterable<string>, out: Writable): Promise<void> {
  for (const text of texts) {
    if (out.destroyed) return; // whoever read it has seen enough
    if (!out.write(text)) await once(out, 'drain').catch(() => undefined);
  }
}
