import { parseInstant } from '@perennial/contracts';

import { digitsOf } from '../import/import-plan.js';
import { toMinorUnits } from '../import/minor-units.js';
import { UserError } from '../user-error.js';

/** What commander gives. */
export interface GenerateFlags {
  readonly count: string;
  readonly out: string;
  readonly percent?: string;
  readonly amount?: string;
  readonly currency: string;
  readonly freeShipping?: boolean;
  readonly categories?: string;
  readonly skus?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly uses: string;
  readonly stacking: string;
  readonly name: string;
}

/**
 * The block that the options describe, as `POST /v1/codes/blocks` wants it.
 *
 * @throws UserError naming the option that is missing or wrong
 */
export function blockOfFlags(flags: GenerateFlags) {
  const { validFrom, validTo, name, stacking } = flags;
  const scope = { ...listOf('categories', flags.categories), ...listOf('skus', flags.skus) };
  return {
    ...{ name, stacking },
    count: wholeOf('--count', flags.count, 10_000_000),
    usesMax: wholeOf('--uses', flags.uses, 1_000_000_000),
    value: valueOf(flags),
    ...(Object.keys(scope).length > 0 && { scope }),
    ...(validFrom !== undefined && { validFrom: instantOf('--valid-from', validFrom) }),
    ...(validTo !== undefined && { validTo: instantOf('--valid-to', validTo) }),
  };
}

function valueOf({ percent, amount, currency, freeShipping }: GenerateFlags): object {
  const given = [percent !== undefined, amount !== undefined, freeShipping === true].filter(Boolean).length;
  if (given !== 1)
    throw new UserError('Say what a code is worth with one of --percent 10, --amount 10.00 or --free-shipping.');
  if (percent !== undefined) return { percent: percentOf(percent) };
  if (amount === undefined) return { freeShipping: true };
  const digits = digitsOf(currency);
  const money = toMinorUnits(amount, digits);
  if ('problem' in money || money.minor === 0)
    throw new UserError(`--amount: "${amount}" is not an amount above 0 with at most ${digits} decimals (${currency})`);
  return { amountMinor: money.minor, currency };
}

function percentOf(text: string): number {
  const percent = Number(text);
  if (/^\d{1,3}(\.\d{1,4})?$/.test(text) && percent > 0 && percent <= 100) return percent;
  throw new UserError(`--percent: "${text}" is not a number above 0, at most 100, with at most 4 decimals`);
}

function wholeOf(option: string, text: string, most: number): number {
  const number = Number(text.replaceAll('_', ''));
  if (/^\d[\d_]*$/.test(text) && number >= 1 && number <= most) return number;
  throw new UserError(`${option}: "${text}" is not a whole number from 1 to ${most}`);
}

function instantOf(option: string, text: string): string {
  if (parseInstant(text) !== undefined) return text;
  throw new UserError(`${option}: "${text}" is no instant with a zone, such as 2027-12-31T23:00:00Z`);
}

function listOf(name: 'categories' | 'skus', text: string | undefined): object {
  const list = text?.split(',').map((word) => word.trim());
  if (list?.includes('')) throw new UserError(`--${name}: "${text}" is not a list such as rings,chains`);
  return list ? { [name]: list } : {};
}
