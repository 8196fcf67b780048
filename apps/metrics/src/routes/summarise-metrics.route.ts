import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AmountMinor, Count, Currency } from '@perennial/contracts';
import { hiddenParts, shareOf } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import { csvTable } from '@perennial/service';
import { z } from 'zod';

import { isoDate } from '../domain/calendar-day.js';
import { DAYS_PER_WEEK, type Model } from '../domain/model.js';
import { countCustomers } from '../store/queries/count-customers.js';
import { findModels } from '../store/queries/find-models.js';
import { summarisePurchases, type CurrencySummary } from '../store/queries/summarise-purchases.js';
import { MINIMUM_N } from '../tokens.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

const query = z.strictObject({ ...windowShape, ...formatShape }).superRefine(inOrder);

const share = z.number().min(0).max(1).nullable();
const count = Count.nullable();
const parameters = z.record(z.string(), z.number());
const calendarDate = z.string().describe('YYYY-MM-DD in the time zone of the programme.');

const fit = z.object({
  parameters,
  standardErrors: parameters.optional().describe('Absent when the data do not determine all parameters.'),
  logLikelihood: z.number(),
  gradientNorm: z.number().describe('Of the mean log-likelihood per customer; below 1e-6 is a maximum.'),
  customers: Count.describe('Customers the likelihood was summed over.'),
});

const suppressed = z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.');

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: Count.describe(
    'Fewest customers that are told of. 0 without from and to: of all time nothing is suppressed.',
  ),
  suppressed,
  customers: count.describe('Customers with a purchase that counts. Guests and cancelled orders count nowhere here.'),
  orders: count,
  purchaseDays: count.describe('Days on which a customer bought, summed over the customers.'),
  repeatPurchaseRate: z
    .object({ value: share, n: count, low: share, high: share })
    .describe('Customers who bought on at least two days, of those who bought; low and high: 95 %, by Wilson.'),
  currencies: z.array(
    z.object({
      currency: Currency,
      suppressed,
      customers: count,
      repeatCustomers: count,
      orders: count,
      purchaseDays: count,
      revenueMinor: AmountMinor.nullable(),
      firstDay: calendarDate.nullable(),
      lastDay: calendarDate.nullable(),
      model: z
        .object({
          version: z.string(),
          fittedAt: z.string(),
          firstDay: calendarDate.describe('First purchase day in the data.'),
          lastDay: calendarDate.describe('Last purchase day in the data.'),
          asOf: calendarDate.describe('The day the age of the customers was counted to.'),
          timeUnitDays: z.number().describe('Unit of alpha and of the likelihoods.'),
          repeatCustomers: Count,
          dropoutIdentified: z.boolean().describe('Whether the data show that customers give up at all.'),
          bgNbd: fit,
          mbgNbd: fit.optional(),
          gammaGamma: fit.optional().describe('v in minor units. Absent when no mean spend can be told.'),
        })
        .optional()
        .describe('The newest, of all time, whatever the days. Absent until enough customers came back.'),
    }),
  ),
});

type Answer = z.output<typeof answer>;
type Told = Answer['currencies'][number];

const FIGURES = [
  ...['customers', 'repeatCustomers', 'orders', 'purchaseDays', 'revenueMinor', 'firstDay', 'lastDay'],
] as const satisfies readonly (keyof CurrencySummary)[];
const COLUMNS = ['currency', 'suppressed', ...FIGURES, 'modelVersion'] as const;

@Controller('v1/metrics/summary')
export class SummariseMetricsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What customers bought in some days, or ever, and the models fitted on all of it.' })
  @ApiOkResponse({ standardSchema: answer })
  async summarise(@Query({ schema: query }) asked: z.output<typeof query>): Promise<Answer | StreamableFile> {
    const { from, to, format } = asked;
    const [whole, currencies, models] = await Promise.all([
      countCustomers(this.db, { from, to }),
      summarisePurchases(this.db, { from, to }),
      findModels(this.db),
    ]);
    const minimumN = from === undefined && to === undefined ? 0 : this.minimumN;
    const told = toldCurrencies(currencies, minimumN).map((each): Told => {
      const model = models.get(each.currency);
      return { ...each, ...(model && { model: shown(model) }) };
    });
    if (format === 'csv')
      return csvTable(
        'summary.csv',
        COLUMNS,
        told.map(({ model, ...each }) => ({ ...each, modelVersion: model?.version ?? null })),
      );
    const hidden = whole.customers > 0 && whole.customers < minimumN;
    const orders = currencies.reduce((sum, each) => sum + each.orders, 0);
    return {
      ...{ from: from ?? null, to: to ?? null, minimumN, suppressed: hidden },
      ...(hidden ? HIDDEN : toldWhole(whole, orders)),
      currencies: told,
    };
  }
}

const HIDDEN = {
  ...{ customers: null, orders: null, purchaseDays: null },
  repeatPurchaseRate: { value: null, n: null, low: null, high: null },
};

function toldWhole(
  { customers, repeatCustomers, purchaseDays }: Awaited<ReturnType<typeof countCustomers>>,
  orders: number,
) {
  return { customers, orders, purchaseDays, repeatPurchaseRate: shareOf(repeatCustomers, customers) };
}

function toldCurrencies(currencies: readonly CurrencySummary[], minimumN: number): Told[] {
  const parts = currencies.map(({ alone, ...told }) => ({ told, n: told.customers, alone }));
  const hidden = hiddenParts(parts, minimumN);
  return parts.map((part) => ({
    ...part.told,
    ...(hidden.has(part) && NOTHING),
    suppressed: hidden.has(part),
  }));
}

const NOTHING = {
  ...{ customers: null, repeatCustomers: null, orders: null, purchaseDays: null },
  ...{ revenueMinor: null, firstDay: null, lastDay: null },
};

function shown(model: Model): NonNullable<Told['model']> {
  const { purchases, purchasesMbg, spend } = model;
  return {
    version: model.version,
    fittedAt: model.fittedAt.toISOString(),
    firstDay: isoDate(model.firstDay),
    lastDay: isoDate(model.lastDay),
    asOf: isoDate(model.asOfDay),
    timeUnitDays: DAYS_PER_WEEK,
    repeatCustomers: purchases.repeatCustomers,
    dropoutIdentified: purchases.dropoutIdentified,
    bgNbd: shownFit(purchases),
    ...(purchasesMbg && { mbgNbd: shownFit(purchasesMbg) }),
    ...(spend && { gammaGamma: shownFit(spend) }),
  };
}

function shownFit(found: NonNullable<Model['purchases'] | Model['spend']>): z.output<typeof fit> {
  return {
    parameters: { ...found.parameters },
    ...(found.standardErrors && { standardErrors: { ...found.standardErrors } }),
    logLikelihood: found.logLikelihood,
    gradientNorm: found.gradientNorm,
    customers: found.customers,
  };
}
