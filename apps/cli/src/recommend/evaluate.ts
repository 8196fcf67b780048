import { dateOf } from '@perennial/clv';
import { evaluate, type Evaluation, type Quality } from '@perennial/recommend';

import { FileError } from '../purchase-file/file-error.js';
import { openFile } from '../purchase-file/open-file.js';
import { columnsOption, dayOption, decimalOption, wrongOption } from '../purchase-file/options.js';
import type { Output } from '../screen/screen.js';
import { count, counted } from '../screen/wording.js';
import { readProducts, type ProductFile } from './product-file.js';

/** What commander gives. */
export interface EvaluateFlags {
  readonly columns: string;
  readonly cut: string;
  readonly k: string;
  readonly dateFormat?: string;
  readonly decimal?: string;
  readonly json?: boolean;
}

const K_MAX = 1_000;

/** Holds recommendations made at the cut against what came after it. @returns 0 */
export async function evaluateFile(path: string, flags: EvaluateFlags, out: Output, err: Output): Promise<number> {
  const { dateFormat, decimal } = flags;
  const k = kOf(flags.k);
  const cutDay = dayOption('--cut', flags.cut);
  const reading = {
    columns: columnsOption(flags.columns, ['customer', 'date', 'product'], ['quantity', 'amount']),
    ...(dateFormat === undefined ? {} : { dateFormat }),
    ...(decimal === undefined ? {} : { decimal: decimalOption(decimal) }),
  };
  const file = await openFile(path, err, (csv, onRows) => readProducts(csv, reading, onRows));
  requireBothSides(file, cutDay);
  const begun = performance.now();
  const evaluation = evaluate(file.log, cutDay, k);
  const seconds = Math.round(performance.now() - begun) / 1_000;
  const { log, ...input } = file;
  const told = { ...evaluation, settings: shownSettings(evaluation), seconds, k, cut: dateOf(cutDay) };
  if (flags.json) out.write(`${JSON.stringify({ ...told, products: log.products.length, input })}\n`);
  else out.write(`${evaluationLines(file, evaluation, told).join('\n')}\n`);
  return 0;
}

function kOf(text: string): number {
  const k = Number(text);
  if (/^\d+$/.test(text) && k >= 1 && k <= K_MAX) return k;
  throw wrongOption('--k', text, `a whole number from 1 to ${K_MAX}`);
}

function requireBothSides({ log }: ProductFile, cutDay: number): void {
  if (cutDay >= log.firstDay && cutDay < log.lastDay) return;
  const range = `the file has purchases from ${dateOf(log.firstDay)} to ${dateOf(log.lastDay)}`;
  throw new FileError(
    'FILE_CUT_OUTSIDE',
    `${range}: a cut at ${dateOf(cutDay)} has nothing before it, or nothing after it.`,
  );
}

/** JSON knows no infinity: null is "all alike". */
function shownSettings({ settings }: Evaluation) {
  const finite = (days: number) => (Number.isFinite(days) ? days : null);
  return {
    popularityHalfLifeDays: finite(settings.popularityHalfLifeDays),
    halfLifeDays: finite(settings.halfLifeDays),
    smoothing: settings.smoothing,
  };
}

function evaluationLines(
  file: ProductFile,
  { customers, boughtAgain, popularity, itemItem }: Evaluation,
  { k, cut, seconds }: { readonly k: number; readonly cut: string; readonly seconds: number },
): string[] {
  const row = (name: string, { hitRate, mrr }: Quality) =>
    `  ${name.padEnd(24)}${percent(hitRate).padStart(8)}${mrr.toFixed(4).padStart(10)}`;
  const left = [
    [file.withoutCustomer, 'without a customer'],
    [file.withoutProduct, 'without a product'],
    [file.wrong, 'wrong'],
  ] as const;
  const leftOut = left.filter(([rows]) => rows > 0).map(([rows, why]) => `${count(rows)} ${why}`);
  return [
    `${counted(file.rows, 'row')}: ${counted(file.purchases, 'purchase')} of ${counted(file.log.products.length, 'product')} by ${counted(file.log.customers.length, 'customer')}${file.returns > 0 ? `, ${counted(file.returns, 'return')}` : ''}${leftOut.length > 0 ? `; left out: ${leftOut.join(', ')}` : ''}`,
    ...file.examples.map(({ line, reason }) => `  line ${line}: ${reason}`),
    '',
    `${k} recommendations at the end of ${cut} for each of ${counted(customers, 'customer')} who bought before and after:`,
    `  ${''.padEnd(24)}${'hit rate'.padStart(8)}${'MRR'.padStart(10)}`,
    row('popularity', popularity),
    row('bought together', itemItem),
    '',
    ...(popularity.hitRate > 0
      ? [
          `Bought together foretells ${(itemItem.hitRate / popularity.hitRate).toFixed(2)} times as many first purchases as popularity.`,
        ]
      : []),
    `${counted(boughtAgain, 'customer')} first bought only what they had or had sent back, which neither recommends. ${seconds.toFixed(1)} s.`,
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
