import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvTable, type Clock, GROUPS_READ, notTooMany, TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { spendingFigures, type Spending } from '../domain/spending.js';
import { hiddenCurrencies } from '../store/hidden-currencies.js';
import { summariseSpending } from '../store/queries/summarise-spending.js';
import { readChurn } from '../store/read-churn.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { churnFigures, dropoutIdentified, MODEL } from './churn-words.js';
import { namedByCurrency, retentionQuery, suppressedByCurrency, type RetentionQuery } from './retention-query.js';

const number = z.number().nullable();
const shape = {
  currency: Currency,
  suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
  customers: z.int().nullable(),
  orders: z.int().nullable(),
  purchaseDays: z.int().nullable(),
  revenueMinor: number.describe('Net of returns.'),
  averageOrderMinor: number.describe('Minor units per order, not rounded.'),
  perCustomerMinor: number,
  purchaseFrequency: number.describe('Orders per customer.'),
  gaps: z.int().nullable().describe('Purchase days that had one before, which may lie before the window.'),
  gapDaysMean: number.describe('Days since the purchase day before.'),
  gapDaysLowerQuartile: number,
  gapDaysMedian: number,
  gapDaysUpperQuartile: number,
};
const COLUMNS = Object.keys(shape) as readonly (keyof typeof shape)[];

const churn = z.object({
  ...{ currency: Currency, model: z.literal(MODEL), version: z.string(), dropoutIdentified, ...churnFigures },
});

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int(),
  currencies: z.array(z.object(shape)).describe('One per currency: money of several is never added.'),
  groups: z.array(z.object({ group: z.string().nullable(), ...shape })).optional(),
  churn: z
    .array(churn)
    .describe(
      'As of today, of everybody who ever bought, whatever `from`, `to` and `groupBy`: /v1/metrics/churn has parts. Absent for currencies without a model, since silence alone is no churn, and of fewer than `minimumN` customers.',
    ),
});

type Told = z.output<z.ZodObject<typeof shape>>;

@Controller('v1/metrics/retention')
export class GetRetentionRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Average order, purchase frequency, time between purchases, and the risk that customers are gone.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Query({ schema: retentionQuery }) { from, to, currency, groupBy, format }: RetentionQuery,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const wanted = { window: { from, to }, currency };
    const { currencies, groups } = await this.db.snapshot(async (tx) => {
      const untold = await hiddenCurrencies(tx, wanted.window, this.minimumN);
      const counted = groupBy && notTooMany(await summariseSpending(tx, wanted, groupBy, GROUPS_READ));
      return {
        currencies: this.told(await summariseSpending(tx, wanted, undefined, GROUPS_READ), untold),
        groups: counted && this.told(namedByCurrency(counted, this.minimumN), untold),
      };
    });
    if (format === 'csv') return csvTable('retention.csv', ['group', ...COLUMNS], groups ?? currencies);
    return {
      ...{ from: from ?? null, to: to ?? null, minimumN: this.minimumN },
      currencies: currencies.map(({ group: _whole, ...figures }) => figures),
      ...(groups && { groups }),
      churn: await this.churn(currency),
    };
  }

  /** @param untold currencies that are hidden in every group */
  private told(groups: readonly Spending[], untold: ReadonlySet<string>): (Told & { readonly group: string | null })[] {
    return suppressedByCurrency(groups, this.minimumN).map(({ group: spending, hidden }) => ({
      group: spending.group,
      ...(hidden || untold.has(spending.currency) ? hiddenOf(spending) : shown(spending)),
    }));
  }

  private async churn(currency: string | undefined): Promise<z.output<typeof churn>[]> {
    const today = isoDate(calendarDay(this.clock().getTime(), this.timeZone));
    const told = await readChurn(this.db, { window: {}, currency, today }, undefined, GROUPS_READ);
    return told
      .filter(({ customers }) => customers >= this.minimumN)
      .map(({ currency: of, version, dropoutIdentified: identified, ...risk }) => ({
        ...{ currency: of, model: MODEL, version, dropoutIdentified: identified, customers: risk.customers },
        ...{ mean: risk.mean, expectedLost: risk.expectedLost, likelyLost: risk.likelyLost },
      }));
  }
}

function shown(spending: Spending): Told {
  const { currency, customers, orders, purchaseDays, revenueMinor, gaps, meanGapDays, gapQuartiles } = spending;
  const [lower = null, median = null, upper = null] = gapQuartiles ?? [];
  return {
    ...{ currency, suppressed: false, customers, orders, purchaseDays, revenueMinor: Number(revenueMinor) },
    ...spendingFigures(spending),
    ...{
      gaps,
      gapDaysMean: meanGapDays,
      gapDaysLowerQuartile: lower,
      gapDaysMedian: median,
      gapDaysUpperQuartile: upper,
    },
  };
}

function hiddenOf({ currency }: Spending): Told {
  const nothing = Object.fromEntries(COLUMNS.map((column) => [column, null])) as { [Column in keyof Told]: null };
  return { ...nothing, currency, suppressed: true };
}
