import { DAYS_PER_MONTH, purchaseModels, type Horizon, type PurchaseModel } from '@perennial/clv';

import { columnsOption, dayOption, decimalOption, wrongOption } from '../purchase-file/options.js';
import type { FileReading } from './purchase-file.js';

/** What commander gives to every `perennial clv` command. */
export interface ClvFlags {
  readonly columns: string;
  readonly cut?: string;
  readonly unit: string;
  readonly model: string;
  readonly dateFormat?: string;
  readonly decimal?: string;
  readonly json?: boolean;
  readonly svg?: string;
}

/** How a file is read and what is fitted to it. */
export interface ClvPlan {
  readonly reading: FileReading;
  /** Last day the models see, days since 1970-01-01; absent: it depends on the file. */
  readonly cutDay?: number;
  readonly unit: TimeUnit;
  readonly model: PurchaseModel;
}

const UNIT_DAYS = { day: 1, week: 7, month: DAYS_PER_MONTH, year: 365.25 } as const;

export interface TimeUnit {
  readonly name: keyof typeof UNIT_DAYS;
  /** A month is a twelfth of 365.25 days. */
  readonly days: number;
}

/** @throws FileError naming the option that cannot be understood */
export function planOf(flags: ClvFlags): ClvPlan {
  const { cut, dateFormat, decimal } = flags;
  return {
    reading: {
      columns: columnsOption(flags.columns, ['customer', 'date'], ['amount']),
      ...(dateFormat === undefined ? {} : { dateFormat }),
      ...(decimal === undefined ? {} : { decimal: decimalOption(decimal) }),
    },
    ...(cut === undefined ? {} : { cutDay: dayOption('--cut', cut) }),
    unit: unitOf('--unit', flags.unit),
    model: modelOf(flags.model),
  };
}

/** How far a forecast looks, and what later money is worth. */
export interface HorizonPlan extends Horizon {
  /** As it was asked for: "12 months". */
  readonly text: string;
  /** As long as all periods together: 365.25. */
  readonly days: number;
}

/**
 * `12 months`, `39weeks`, `1 year`: so many periods, each discounted from its end.
 *
 * @param discount per year, as a share: .1 is 10 %; a shorter period gets what compounds to that
 * @param unit in which the models count time
 */
export function horizonOf(horizon: string, discount: string, unit: TimeUnit): HorizonPlan {
  const [, number = '', name = ''] = /^(\d{1,4}) ?([a-z]+)$/.exec(horizon.trim()) ?? [];
  const periods = Number(number);
  if (periods < 1) throw wrongOption('--horizon', horizon, 'so many days, weeks, months or years, such as "12 months"');
  const yearly = Number(discount);
  if (!(yearly >= 0 && yearly <= 1) || discount.trim() === '') {
    throw wrongOption('--discount', discount, 'a share per year, such as 0.1 for 10 %');
  }
  const period = unitOf('--horizon', name.replace(/s$/, ''));
  return {
    periods,
    periodLength: period.days / unit.days,
    rate: (1 + yearly) ** (period.days / UNIT_DAYS.year) - 1,
    text: `${periods} ${period.name}${periods === 1 ? '' : 's'}`,
    days: Math.round(periods * period.days * 100) / 100,
  };
}

function unitOf(option: string, text: string): TimeUnit {
  for (const name of ['day', 'week', 'month', 'year'] as const)
    if (name === text) return { name, days: UNIT_DAYS[name] };
  throw wrongOption(option, text, `one of ${Object.keys(UNIT_DAYS).join(', ')}`);
}

function modelOf(text: string): PurchaseModel {
  const found = Object.values(purchaseModels).find(({ name }) => name === text);
  if (found) return found;
  throw wrongOption('--model', text, `one of ${Object.keys(purchaseModels).join(', ')}`);
}
