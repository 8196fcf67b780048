import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvFile, csvLine, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay } from '../domain/calendar-day.js';
import { spendingFigures, type Spending } from '../domain/spending.js';
import { findModels } from '../store/queries/find-models.js';
import { summariseSpending } from '../store/queries/summarise-spending.js';
import { readChurnRisk } from '../store/value-customers.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { GROUPS_READ, notTooMany, retentionQuery, suppressed, type RetentionQuery } from './retention-query.js';
import { TOO_MANY_GROUPS } from './survey-query.js';

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

const churnShape = z.object({
  currency: Currency,
  model: z.literal('MBG/NBD'),
  version: z.string(),
  customers: z.int(),
  mean: number.describe('Mean probability of having given up.'),
  expectedLost: z.number().describe('Sum of the probabilities.'),
  likelyLost: z.int().describe('Customers who have given up more likely than not.'),
});

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int(),
  currencies: z.array(z.object(shape)).describe('One per currency: money of several is never added.'),
  groups: z.array(z.object({ group: z.string().nullable(), ...shape })).optional(),
  churn: z
    .array(churnShape)
    .describe(
      'As of today, of everybody who ever bought. Absent for currencies without a model: silence alone is no churn.',
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
    const currencies = this.told(await summariseSpending(this.db, wanted, undefined, GROUPS_READ));
    const groups = groupBy && this.told(notTooMany(await summariseSpending(this.db, wanted, groupBy, GROUPS_READ)));
    if (format === 'csv') return csvFile('retention.csv', csvOf(groups ?? currencies));
    return {
      ...{ from: from ?? null, to: to ?? null, minimumN: this.minimumN },
      currencies: currencies.map(({ figures }) => figures),
      ...(groups && { groups: groups.map(({ group, figures }) => ({ group, ...figures })) }),
      churn: await this.churn(currency),
    };
  }

  /** What is hidden of a currency must not follow from its other groups. */
  private told(groups: readonly Spending[]): { readonly group: string | null; readonly figures: Told }[] {
    const currencies = [...new Set(groups.map(({ currency }) => currency))];
    const hidden = new Set(
      currencies.flatMap((currency) =>
        suppressed(
          groups.filter((each) => each.currency === currency),
          this.minimumN,
        ).flatMap((each) => (each.hidden ? each.group : [])),
      ),
    );
    return groups.map((each) => ({ group: each.group, figures: hidden.has(each) ? hiddenOf(each) : shown(each) }));
  }

  private async churn(currency: string | undefined): Promise<z.output<typeof churnShape>[]> {
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    const told: z.output<typeof churnShape>[] = [];
    for (const [of, model] of await findModels(this.db)) {
      if (currency !== undefined && currency !== of) continue;
      const risk = await readChurnRisk(this.db, of, model, today);
      if (risk) told.push({ currency: of, model: 'MBG/NBD', version: model.version, ...risk });
    }
    return told;
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

function* csvOf(groups: readonly { readonly group: string | null; readonly figures: Told }[]): Generator<string> {
  yield csvLine(['group', ...COLUMNS]);
  for (const { group, figures } of groups) yield csvLine([group, ...COLUMNS.map((column) => figures[column])]);
}
