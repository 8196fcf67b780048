import { dateOf, type PurchaseLog } from '@perennial/clv';

import type { ClvPlan } from './clv-options.js';
import { FileError } from '../purchase-file/file-error.js';

/** Days a cut may be, and how the range is to be named to the person at the terminal. */
interface CutRange {
  readonly from: number;
  /** Inclusive; Infinity: there is none. */
  readonly last: number;
}

/** For a fit: any day from the first one on. The file may well be complete until a day after its last row. */
export function fromFirstToLast(log: PurchaseLog): CutRange {
  return { from: log.firstDay, last: Infinity };
}

/** For a backtest: something has to come after it. */
export function beforeLast(log: PurchaseLog): CutRange {
  return { from: log.firstDay, last: log.lastDay - 1 };
}

/**
 * The cut that was asked for, or the usual one.
 *
 * @throws FileError when it is outside the range
 */
export function cutDayOf({ cutDay }: ClvPlan, usual: number, { from, last }: CutRange): number {
  const cut = cutDay ?? usual;
  if (cut >= from && cut <= last) return cut;
  if (last < from) {
    throw new FileError('FILE_CUT_OUTSIDE', `All rows are of one day, ${dateOf(from)}: nothing comes after a cut.`);
  }
  const until = last === Infinity ? 'or later' : `to ${dateOf(last)}`;
  throw new FileError(
    'FILE_CUT_OUTSIDE',
    `The cut, ${dateOf(cut)}, has to be ${dateOf(from)} ${until}: the file has nothing else.`,
  );
}
