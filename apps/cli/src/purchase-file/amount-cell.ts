import { quoted, type Refusal } from './cell.js';

/** Amounts are added as whole ten-thousandths, so that a return takes exactly what was paid. */
export const PARTS = 10_000;

/** Beyond it a sum over a few days would lose its last digit. */
const LARGEST = 1e10;

export type DecimalMark = '.' | ',';

const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;
const SCIENTIFIC = /^[+-]?\d+(?:\.\d+)?e[+-]?\d+$/i;
/** A sign, a currency and brackets around digits and what stands between them. */
const DRESSED =
  /^(?<open>\()?\s*(?<before>[-+−])?\s*(?:[A-Za-z]{1,3}\$?|\p{Sc})?\s*(?<after>[-+−])?\s*(?<digits>[\d.,][\d.,' \u00a0\u202f]*?)\s*(?:[A-Za-z]{1,3}|\p{Sc})?\s*(?<behind>[-−])?(?<close>\))?$/u;

/**
 * Reads amounts as files have them: `-12.50`, `1,234.56`, `1.234,56`, `1'234.50`, `$12`, `12,50 €`, `(12.50)` for -12.50.
 * A point alone is a decimal point. A comma alone with three digits behind it (`1,234`) may be either, and is refused as
 * ambiguous; so is a point (`1.234`) as soon as another amount of the file has a decimal comma. Decimals beyond the fourth are rounded.
 *
 * @param decimal what stands before the decimals; the other one then stands between thousands
 * @returns for the amounts of one file, in turn: whole ten-thousandths, below 0 for a return; or why not
 */
export function amountReader(decimal?: DecimalMark): (cell: string) => number | Refusal {
  const read = cellReader(decimal);
  if (decimal !== undefined) return read;
  let withPoint: string | undefined;
  let withComma: string | undefined;
  return (cell) => {
    const text = cell.trim();
    const isPoint = THREE_BEHIND_A_POINT.test(text);
    if (isPoint) withPoint ??= text;
    else if (text.includes(',') && hasDecimalComma(text)) withComma ??= text;
    const contradicts = isPoint || text === withComma;
    if (contradicts && withPoint !== undefined && withComma !== undefined) return twoWaysOfFile(withPoint, withComma);
    return read(cell);
  };
}

/** A thousand and some, or one and some, for all that the cell says. */
const THREE_BEHIND_A_POINT = /^\D*[1-9]\d{0,2}\.\d{3}\D*$/;

function hasDecimalComma(text: string): boolean {
  const digits = DRESSED.exec(text)?.groups?.['digits']?.replaceAll(/[' \u00a0\u202f]/g, '');
  return digits !== undefined && markOf(digits) === ',' && digits.split(',').length === 2;
}

function cellReader(decimal?: DecimalMark): (cell: string) => number | Refusal {
  return (cell) => {
    const text = cell.trim();
    if (decimal !== ',' && (PLAIN.test(text) || SCIENTIFIC.test(text))) return inParts(Number(text), text);
    if (text === '') return { reason: 'no amount' };
    const { open, close, before, after, behind, digits } = DRESSED.exec(text)?.groups ?? {};
    if (digits === undefined || (open === undefined) !== (close === undefined)) return noAmount(text);
    const signs = [before, after, behind].filter((sign) => sign !== undefined);
    if (signs.length + (open ? 1 : 0) > 1) return noAmount(text);
    const size = sizeOf(digits, decimal);
    if (typeof size !== 'number') return size === 'ambiguous' ? twoWays(text) : noAmount(text);
    return inParts(open !== undefined || (signs[0] ?? '+') !== '+' ? -size : size, text);
  };
}

function inParts(amount: number, text: string): number | Refusal {
  if (!(Math.abs(amount) < LARGEST)) return { reason: `${quoted(text)} is too large` };
  return Math.round(amount * PARTS);
}

/** @param digits digits with points, commas, blanks or apostrophes between them */
function sizeOf(digits: string, decimal?: DecimalMark): number | 'ambiguous' | undefined {
  const spaced = /[' \u00a0\u202f]/.test(digits);
  if (spaced && !/^\d{1,3}(?:[' \u00a0\u202f]\d{3})+(?:[.,]\d+)?$/.test(digits)) return undefined;
  const text = digits.replaceAll(/[' \u00a0\u202f]/g, '');
  const mark = decimal ?? (spaced ? lastMark(text) : markOf(text));
  if (mark === 'ambiguous') return 'ambiguous';
  const [whole = '', fraction = '0', ...more] = text.split(mark);
  const thousands = mark === ',' ? '.' : ',';
  const grouped = new RegExp(`^(?:\\d*|\\d{1,3}(?:\\${thousands}\\d{3})+)$`);
  if (more.length > 0 || !grouped.test(whole) || !/^\d+$/.test(fraction) || `${whole}${fraction}` === '')
    return undefined;
  return Number(`${whole.replaceAll(thousands, '')}.${fraction}`);
}

/** Which of point and comma stands before the decimals. */
function markOf(text: string): DecimalMark | 'ambiguous' {
  const [points, commas] = [text.split('.').length - 1, text.split(',').length - 1];
  if (points > 0 && commas > 0) return lastMark(text);
  if (points > 1) return ',';
  if (commas !== 1) return '.';
  return /^[1-9]\d{0,2},\d{3}$/.test(text) ? 'ambiguous' : ',';
}

const lastMark = (text: string): DecimalMark => (text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.');

const noAmount = (text: string): Refusal => ({ reason: `${quoted(text)} is not an amount; expected one like 12.50` });

const twoWaysOfFile = (withPoint: string, withComma: string): Refusal => ({
  reason: `${quoted(withPoint)} may have thousands or decimals behind its point, where ${quoted(withComma)} has decimals behind a comma: say --decimal . or --decimal ,`,
  ambiguous: true,
});

const twoWays = (text: string): Refusal => ({
  reason: `${quoted(text)} may have thousands or decimals behind its comma: say --decimal . or --decimal ,`,
  ambiguous: true,
});
