import { calibrationOf, countsByFrequency } from '@perennial/clv';

import { openFile } from '../purchase-file/open-file.js';
import type { Output } from '../screen/screen.js';
import { chartLines, type Chart } from './chart.js';
import { planOf, type ClvFlags } from './clv-options.js';
import { cutDayOf, fromFirstToLast } from './cut-day.js';
import { fitJson, fitLines, strayLines } from './fit-report.js';
import { fitModels, type FittedModels } from './fitted-models.js';
import { readPurchases } from './purchase-file.js';
import { writeSvg } from './write-svg.js';

/** Fits a model of purchases and one of spend to a CSV file, and says what they are. @returns 0 */
export async function fit(path: string, flags: ClvFlags, out: Output, err: Output): Promise<number> {
  const plan = planOf(flags);
  const file = await openFile(path, err, (csv, onRows) => readPurchases(csv, plan.reading, onRows));
  const cutDay = cutDayOf(plan, file.log.lastDay, fromFirstToLast(file.log));
  const fitted = fitModels(plan.model, calibrationOf(file.log, cutDay, plan.unit.days));
  const chart = frequencyChart(fitted);
  if (flags.json) {
    err.write(
      strayLines(file, plan)
        .map((line) => `${line}\n`)
        .join(''),
    );
    out.write(`${JSON.stringify(fitJson(plan, file, cutDay, fitted))}\n`);
  } else {
    const drawn = chart ? chartLines(chart, out.columns ?? 80) : [];
    out.write(`${[...fitLines(plan, file, cutDay, fitted), ...drawn].join('\n')}\n`);
  }
  writeSvg(flags.svg, chart, err);
  return 0;
}

function frequencyChart({ model, purchases, calibration }: FittedModels): Chart | undefined {
  if (!purchases.fitted) return undefined;
  const forecast = model.forecast(purchases.forecastParameters);
  const counts = countsByFrequency(calibration, (t, n) => forecast.purchaseCountProbability(t, n));
  return {
    title: `Customers by repeat purchases, and by ${model.title}`,
    rows: counts.map(({ x, actual, expected }, i) => ({
      label: i === counts.length - 1 ? `${x}+` : String(x),
      actual,
      expected,
    })),
  };
}
