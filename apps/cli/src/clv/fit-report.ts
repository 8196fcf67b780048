import { dateOf, type DropoutLimit, type NotFitted, type PurchaseFit } from '@perennial/clv';

import { count, counted } from '../screen/wording.js';
import type { ClvPlan } from './clv-options.js';
import { usableSpend, type FittedModels } from './fitted-models.js';
import type { PurchaseFile } from './purchase-file.js';

/** What `--json` prints of a fit. Null: the data do not tell. */
export interface FitJson {
  readonly model: string;
  readonly unit: string;
  /** Last day the models have seen, YYYY-MM-DD. */
  readonly cut: string;
  /** Of the model of purchases, in the unit. */
  readonly params: Readonly<Record<string, number>> | null;
  readonly logLikelihood: number | null;
  readonly standardErrors: Readonly<Record<string, number>> | null;
  readonly customers: number;
  readonly groups: number;
  readonly dropoutIdentified: boolean;
  /** What `predict` and `backtest` go by: `params`, or where dropout is not identified the model in which nobody gives up. */
  readonly forecastParams: Readonly<Record<string, number>> | null;
  /** Where the parameters of giving up ran to; null where the data tell them. */
  readonly dropoutLimit: DropoutLimit | null;
  readonly gammaGamma: {
    readonly p: number;
    readonly q: number;
    readonly v: number;
    readonly logLikelihood: number;
    readonly customers: number;
    readonly meanIdentified: boolean;
  } | null;
  /** Of both fits, without reading the file. */
  readonly seconds: number;
  /** Parameters that ran so far towards 0 or infinity that nobody can tell where they are. */
  readonly atBound: readonly string[];
  readonly notFitted: Pick<NotFitted, 'reason' | 'detail'> | null;
  readonly input: Omit<PurchaseFile, 'log'>;
}

export function fitJson(plan: ClvPlan, file: PurchaseFile, cutDay: number, fitted: FittedModels): FitJson {
  const { purchases, spend, calibration, groups, seconds } = fitted;
  const { log: _log, ...input } = file;
  const [params, of] = purchases.fitted ? [purchases.parameters, purchases] : [null, undefined];
  return {
    model: plan.model.name,
    unit: plan.unit.name,
    cut: dateOf(cutDay),
    params,
    logLikelihood: of?.logLikelihood ?? null,
    standardErrors: of?.standardErrors ?? null,
    customers: calibration.customers.length,
    groups,
    dropoutIdentified: of?.dropoutIdentified ?? false,
    forecastParams: of?.forecastParameters ?? null,
    dropoutLimit: of?.dropoutLimit ?? null,
    gammaGamma: spend.fitted
      ? {
          ...spend.parameters,
          logLikelihood: spend.logLikelihood,
          customers: spend.customers,
          meanIdentified: spend.meanIdentified,
        }
      : null,
    seconds: Math.round(seconds * 1_000) / 1_000,
    atBound: of?.atBound ?? [],
    notFitted: purchases.fitted ? null : { reason: purchases.reason, detail: purchases.detail },
    input,
  };
}

/** The same for people. */
export function fitLines(plan: ClvPlan, file: PurchaseFile, cutDay: number, fitted: FittedModels): string[] {
  const { calibration, groups, seconds } = fitted;
  return [
    ...inputLines(file, plan),
    '',
    `${plan.model.title}, time in ${plan.unit.name}s, until ${dateOf(cutDay)}: ` +
      `${counted(calibration.customers.length, 'customer')}, ${counted(groups, 'distinct history', 'distinct histories')}, ` +
      `fitted in ${seconds.toFixed(2)} s`,
    ...purchaseLines(plan, fitted),
    '',
    ...spendLines(fitted),
    '',
  ];
}

/** What was read, and what was left out and why. */
export function inputLines(file: PurchaseFile, plan: ClvPlan): string[] {
  const { rows, orders, returns, withoutCustomer, wrong, examples } = file;
  const left = withoutCustomer + wrong;
  return [
    `${counted(rows, 'row')}: ${counted(orders, 'order')}, ${counted(returns, 'return')}` +
      (left === 0 ? '' : `; left out ${count(withoutCustomer)} without a customer, ${count(wrong)} wrong`),
    ...examples.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(wrong > examples.length ? [`  and ${count(wrong - examples.length)} more`] : []),
    ...strayLines(file, plan),
  ];
}

/** What is dated so far from everything else that its year may be mistyped: it moves the last day, or the age of its customer. */
export function strayLines({ strayDates }: PurchaseFile, { cutDay }: ClvPlan): string[] {
  const late = strayDates.find(({ date, nearest }) => date > nearest);
  const advice = [
    ...(late
      ? [cutDay === undefined ? 'the last date is taken for the end of what was seen' : 'a backtest goes on to it']
      : []),
    ...(strayDates.some(({ date, nearest }) => date < nearest)
      ? ['the first is taken for the first of its customer']
      : []),
  ];
  const cut = late && cutDay === undefined ? `; fit and predict can also stop before it: --cut ${late.nearest}` : '';
  return [
    ...strayDates.slice(0, STRAYS_TOLD).map(({ line, date, rows, nearest, daysApart }) => {
      const apart = daysApart < 730 ? `${daysApart} days` : `${Math.round(daysApart / 365.25)} years`;
      const others = rows === 1 ? '' : `, and ${count(rows - 1)} more of that day`;
      return `  line ${line}: ${date} lies ${apart} ${date > nearest ? 'after' : 'before'} all the others${others}`;
    }),
    ...(strayDates.length === 0
      ? []
      : [`  If that is mistyped, correct it or leave it out, since ${advice.join(', and ')}${cut}.`]),
  ];
}

function purchaseLines({ model }: ClvPlan, { purchases }: FittedModels): string[] {
  if (!purchases.fitted) return [`  Nothing to fit: ${purchases.detail}.`];
  const { parameters, standardErrors, atBound, logLikelihood, repeatCustomers } = purchases;
  const row = (name: string) => parameterRow(name, parameters[name], standardErrors?.[name], atBound.includes(name));
  return [
    PARAMETER_HEAD,
    ...model.parameterNames.map(row),
    `  log-likelihood ${logLikelihood.toFixed(3)}; ${counted(repeatCustomers, 'customer')} bought on more than one day`,
    ...dropoutLines(purchases),
  ];
}

/** What customers give up by, where the parameters do not tell it. */
function dropoutLines({ dropoutIdentified, dropoutLimit, forecastParameters }: PurchaseFit): string[] {
  if (!dropoutIdentified) {
    const { r = NaN, alpha = NaN } = forecastParameters;
    return [
      '  Nothing here shows that customers give up, nor that they do not: the likelihood is hardly better than if nobody did,',
      '  and the parameters of giving up mean nothing. Forecasts are those of the model in which nobody gives up (NBD):',
      `  r ${r.toPrecision(6)}, alpha ${alpha.toPrecision(6)}, P(alive) 1 for everybody.`,
    ];
  }
  return dropoutLimit ? [`  ${LIMITS[dropoutLimit]}`] : [];
}

/** For a person, where the file shows that customers give up, but not more of it than this. */
const LIMITS: Readonly<Record<DropoutLimit, string>> = {
  nobody: 'Next to nobody gives up: how few, the file cannot tell.',
  'everybody-at-once':
    'By this file everybody gives up with the first repeat purchase: of whoever came back, nothing more is expected.',
  'some-at-once':
    'By this file some customers give up at once, and the others never: nobody who is still there will ever leave.',
  'everybody-alike': 'By this file all give up alike: there is one chance of it, and no telling how customers differ.',
};

function spendLines(fitted: FittedModels): string[] {
  const { spend } = fitted;
  if (!spend.fitted) return [`Gamma-Gamma: no model of spend; ${spend.detail}.`];
  const { parameters, standardErrors, atBound, correlation } = spend;
  const names = ['p', 'q', 'v'] as const;
  return [
    `Gamma-Gamma, the spend on a purchase day: ${counted(spend.customers, 'customer')} with repeat purchases above 0`,
    PARAMETER_HEAD,
    ...names.map((name) => parameterRow(name, parameters[name], standardErrors?.[name], atBound.includes(name))),
    `  log-likelihood ${spend.logLikelihood.toFixed(3)}; correlation of frequency and spend, taken for 0, ${correlation?.toFixed(3) ?? '-'}`,
    usableSpend(fitted)
      ? `  a purchase day of somebody unknown is worth ${spend.populationMean.toFixed(2)}`
      : '  The data may want an infinite mean: no spend is forecast.',
  ];
}

/** Days far from all others that are named. */
const STRAYS_TOLD = 5;

const PARAMETER_HEAD = `  ${'estimate'.padStart(22)}${'standard error'.padStart(16)}`;

function parameterRow(name: string, value = NaN, error: number | undefined, atBound: boolean): string {
  const errorText = atBound ? 'at its bound' : (error?.toPrecision(4) ?? '-');
  return `  ${name.padEnd(8)}${value.toPrecision(6).padStart(14)}${errorText.padStart(16)}`;
}
