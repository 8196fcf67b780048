import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AmountMinor, Count, Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { noQuery } from '@perennial/service';
import { z } from 'zod';

import { isoDate } from '../domain/calendar-day.js';
import { DAYS_PER_WEEK, type Model } from '../domain/model.js';
import { shareOf } from '../domain/wilson-interval.js';
import { countCustomers } from '../store/queries/count-customers.js';
import { findModels } from '../store/queries/find-models.js';
import { summarisePurchases } from '../store/queries/summarise-purchases.js';

const share = z.number().min(0).max(1).nullable();
const parameters = z.record(z.string(), z.number());
const calendarDate = z.string().describe('YYYY-MM-DD in the time zone of the programme.');

const fit = z.object({
  parameters,
  standardErrors: parameters.optional().describe('Absent when the data do not determine all parameters.'),
  logLikelihood: z.number(),
  gradientNorm: z.number().describe('Of the mean log-likelihood per customer; below 1e-6 is a maximum.'),
  customers: Count.describe('Customers the likelihood was summed over.'),
});

const answer = z.object({
  customers: Count.describe('Customers with a purchase that counts. Guests and cancelled orders count nowhere here.'),
  orders: Count,
  purchaseDays: Count.describe('Days on which a customer bought, summed over the customers.'),
  repeatPurchaseRate: z
    .object({ value: share, n: Count, low: share, high: share })
    .describe('Customers who bought on at least two days, of those who bought; low and high: 95 %, by Wilson.'),
  currencies: z.array(
    z.object({
      currency: Currency,
      customers: Count,
      repeatCustomers: Count,
      orders: Count,
      purchaseDays: Count,
      revenueMinor: AmountMinor,
      firstDay: calendarDate,
      lastDay: calendarDate,
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
        .describe('Absent until enough customers came back.'),
    }),
  ),
});

type Answer = z.output<typeof answer>;

@Controller('v1/metrics/summary')
export class SummariseMetricsRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'What all customers bought, and the models fitted on it.' })
  @ApiOkResponse({ standardSchema: answer })
  async summarise(@Query({ schema: noQuery }) _query: object = {}): Promise<Answer> {
    const [{ customers, repeatCustomers, purchaseDays }, currencies, models] = await Promise.all([
      countCustomers(this.db),
      summarisePurchases(this.db),
      findModels(this.db),
    ]);
    return {
      customers,
      orders: currencies.reduce((sum, { orders }) => sum + orders, 0),
      purchaseDays,
      repeatPurchaseRate: shareOf(repeatCustomers, customers),
      currencies: currencies.map((summary) => {
        const model = models.get(summary.currency);
        return { ...summary, ...(model && { model: shown(model) }) };
      }),
    };
  }
}

function shown(model: Model): NonNullable<Answer['currencies'][number]['model']> {
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
