import { dateOf, type FrequencyRow, type WeekRow } from '@perennial/clv';

import { count } from '../screen/wording.js';
import { gathered, type Chart, type ChartRow } from './chart.js';
import type { ClvPlan } from './clv-options.js';
import { fitJson, fitLines, type FitJson } from './fit-report.js';
import type { FittedModels } from './fitted-models.js';
import type { HeldForecast } from './held-forecast.js';
import type { PurchaseFile } from './purchase-file.js';

/** Rows of the chart on a terminal. */
const CHART_ROWS = 26;

/** What `--json` prints of a backtest: what it does of a fit, and how good the forecast was. Null: it cannot be said. */
interface BacktestJson extends FitJson {
  readonly until: string;
  /** Mean and root mean square error of the purchases expected of a customer after the cut. */
  readonly mae: number | null;
  readonly rmse: number | null;
  /** Total expected / total actual - 1. */
  readonly bias: number | null;
  /** Share, 0 to 1, of the purchases that were made by the tenth of whom most was expected. */
  readonly topDecileCapture: number | null;
  readonly spendMae: number | null;
  readonly spendBias: number | null;
  readonly expectedPurchases: number | null;
  readonly actualPurchases: number;
  readonly byFrequency: readonly FrequencyRow[];
  readonly byWeek: readonly WeekRow[];
}

export function backtestJson(
  plan: ClvPlan,
  file: PurchaseFile,
  fitted: FittedModels,
  { split, purchases, spend, byFrequency, byWeek }: HeldForecast,
): BacktestJson {
  return {
    ...fitJson(plan, file, split.cutDay, fitted),
    until: dateOf(split.endDay),
    mae: purchases?.mae ?? null,
    rmse: purchases?.rmse ?? null,
    bias: purchases?.bias ?? null,
    topDecileCapture: purchases?.topDecileCapture ?? null,
    spendMae: spend?.mae ?? null,
    spendBias: spend?.bias ?? null,
    expectedPurchases: purchases?.expectedTotal ?? null,
    actualPurchases: split.purchases.reduce((sum, each) => sum + each, 0),
    byFrequency,
    byWeek,
  };
}

/** The same for people. */
export function backtestLines(plan: ClvPlan, file: PurchaseFile, fitted: FittedModels, held: HeldForecast): string[] {
  const { split, purchases, spend, byFrequency } = held;
  const fit = fitLines(plan, file, split.cutDay, fitted);
  if (!purchases) return fit;
  const middle = plan.cutDay === undefined ? ' (the middle of the time; --cut says otherwise)' : '';
  return [
    ...fit,
    `What ${plan.model.title} expected after ${dateOf(split.cutDay)}${middle}, to ${dateOf(split.endDay)}, of the customers of before:`,
    `  purchases         expected ${purchases.expectedTotal.toFixed(1)}, actual ${count(purchases.actualTotal)}: bias ${percent(purchases.bias)}`,
    `  per customer      mean absolute error ${fixed(purchases.mae, 3)}, root mean square error ${fixed(purchases.rmse, 3)}`,
    `  top tenth         made ${share(purchases.topDecileCapture)} of the purchases`,
    ...(spend
      ? [`  spend             mean absolute error ${fixed(spend.mae, 2)} a customer, bias ${percent(spend.bias)}`]
      : []),
    '',
    ...frequencyLines(byFrequency),
    '',
  ];
}

function frequencyLines(rows: readonly FrequencyRow[]): string[] {
  const head = ['repeat purchases before', 'customers', 'expected after', 'actual'];
  const table = rows.map(({ x, customers, expected, actual }, i) => [
    i === rows.length - 1 ? `${x}+` : String(x),
    count(customers),
    fixed(expected, 3),
    fixed(actual, 3),
  ]);
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => cell.padStart(head[i]?.length ?? 0)).join('  ')}`;
  return [head, ...table].map(line);
}

/** Repeat purchases by week: all of them for a picture, neighbours added up for a terminal. */
export function weekChart(
  { byWeek }: HeldForecast,
  { model }: FittedModels,
): { readonly full: Chart; readonly short: Chart } | undefined {
  if (byWeek.length === 0) return undefined;
  const holdout = byWeek.findIndex(({ isHoldout }) => isHoldout);
  const rows = byWeek.map(({ until, actual, expected }, i): ChartRow => ({
    label: until,
    actual,
    expected,
    ...(i === holdout ? { beginsHoldout: true } : {}),
  }));
  const short = gathered(rows, CHART_ROWS);
  const title = `Repeat purchases by week, and by ${model.title} from the first purchase on`;
  const weeks = Math.ceil(rows.length / CHART_ROWS);
  return {
    full: { title, rows },
    short: { title: weeks === 1 ? title : `${title}; ${weeks} weeks a row, named by their last day`, rows: short },
  };
}

const fixed = (value: number | null, digits: number): string => value?.toFixed(digits) ?? '-';
const percent = (value: number | null): string =>
  value === null ? '-' : `${value >= 0 ? '+' : ''}${(value * 100).toFixed(1)} %`;
const share = (value: number | null): string => (value === null ? 'none' : `${(value * 100).toFixed(1)} %`);
