import { splitAt } from '@perennial/clv';

import { openFile } from '../purchase-file/open-file.js';
import type { Output } from '../screen/screen.js';
import { backtestJson, backtestLines, weekChart } from './backtest-report.js';
import { chartLines } from './chart.js';
import { planOf, type ClvFlags } from './clv-options.js';
import { beforeLast, cutDayOf } from './cut-day.js';
import { strayLines } from './fit-report.js';
import { fitModels } from './fitted-models.js';
import { held } from './held-forecast.js';
import { readPurchases } from './purchase-file.js';
import { writeSvg } from './write-svg.js';

/**
 * Fits on what lies up to the cut, forecasts what comes after it to the last day of the file, and compares. Without a
 * cut half of the time is seen: the day in the middle is taken. @returns 0
 */
export async function backtest(path: string, flags: ClvFlags, out: Output, err: Output): Promise<number> {
  const plan = planOf(flags);
  const file = await openFile(path, err, (csv, onRows) => readPurchases(csv, plan.reading, onRows));
  const { firstDay, lastDay } = file.log;
  const cutDay = cutDayOf(plan, Math.floor((firstDay + lastDay) / 2), beforeLast(file.log));
  const split = splitAt(file.log, cutDay, lastDay, plan.unit.days);
  const fitted = fitModels(plan.model, split.calibration);
  const result = held(split, fitted);
  const chart = weekChart(result, fitted);
  if (flags.json) {
    err.write(
      strayLines(file, plan)
        .map((line) => `${line}\n`)
        .join(''),
    );
    out.write(`${JSON.stringify(backtestJson(plan, file, fitted, result))}\n`);
  } else {
    const drawn = chart ? chartLines(chart.short, out.columns ?? 80) : [];
    out.write(`${[...backtestLines(plan, file, fitted, result), ...drawn].join('\n')}\n`);
  }
  writeSvg(flags.svg, chart?.full, err);
  return 0;
}
