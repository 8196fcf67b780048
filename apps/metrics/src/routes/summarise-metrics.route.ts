import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { AmountMinor, Count, Currency } from '@perennial/contracts';
import { hiddenParts, shareOf } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import { csvTable, GROUPS_READ, notTooMany, TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { PURCHASE_GROUPINGS } from '../domain/retention-grouping.js';
import { countCustomers } from '../store/queries/count-customers.js';
import { findModels } from '../store/queries/find-models.js';
import { summarisePurchases, type CurrencySummary } from '../store/queries/summarise-purchases.js';
import { summarisePurchaseGroups, type GroupSummary } from '../store/queries/summarise-purchase-groups.js';
import { MINIMUM_N } from '../tokens.js';
import { calendarDate, fittedModel, shownModel } from './fitted-model-words.js';
import { namedByCurrency, PURCHASES_APART, suppressedByCurrency } from './retention-query.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

const query = z
  .strictObject({
    ...windowShape,
    ...formatShape,
    groupBy: z
      .enum(PURCHASE_GROUPINGS, {
        error: `must be one of ${PURCHASE_GROUPINGS.join(', ')}: currencies are told apart always`,
      })
      .optional()
      .describe(PURCHASES_APART),
  })
  .superRefine(inOrder);

const share = z.number().min(0).max(1).nullable();
const count = Count.nullable();
const suppressed = z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.');

const figures = {
  ...{ customers: count, repeatCustomers: count, orders: count, purchaseDays: count },
  revenueMinor: AmountMinor.nullable(),
  ...{ firstDay: calendarDate.nullable(), lastDay: calendarDate.nullable() },
};

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
      ...figures,
      model: fittedModel
        .optional()
        .describe('The newest, of all time, whatever the days. Absent until enough customers came back.'),
    }),
  ),
  groups: z
    .array(
      z.object({
        group: z.string().nullable().describe('Null: not known, or none.'),
        ...{ currency: Currency, suppressed, ...figures },
      }),
    )
    .optional()
    .describe('By `groupBy` and currency; suppressed also of all time, below METRICS_MINIMUM_N customers.'),
});

type Answer = z.output<typeof answer>;
type Told = Answer['currencies'][number];

const FIGURES = [
  ...['customers', 'repeatCustomers', 'orders', 'purchaseDays', 'revenueMinor', 'firstDay', 'lastDay'],
] as const satisfies readonly (keyof CurrencySummary)[];
const COLUMNS = ['currency', 'suppressed', ...FIGURES, 'modelVersion'] as const;
const GROUP_COLUMNS = ['group', 'currency', 'suppressed', ...FIGURES] as const;

@Controller('v1/metrics/summary')
export class SummariseMetricsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What customers bought in some days, or ever, and the models fitted on all of it.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  summarise(
    @Query({ schema: query }) { from, to, format, groupBy }: z.output<typeof query>,
  ): Promise<Answer | StreamableFile> {
    const minimumN = from === undefined && to === undefined ? 0 : this.minimumN;
    return this.db.snapshot(async (tx) => {
      const whole = await countCustomers(tx, { from, to });
      const summaries = await summarisePurchases(tx, { from, to });
      const models = await findModels(tx);
      const currencies = toldCurrencies(summaries, minimumN);
      const groups = groupBy && notTooMany(await summarisePurchaseGroups(tx, { from, to }, groupBy, GROUPS_READ));
      const toldGroups = groups && toldByGroup(groups, currencies, this.minimumN);
      if (format === 'csv') {
        if (toldGroups) return csvTable('summary.csv', GROUP_COLUMNS, toldGroups);
        const rows = currencies.map((each) => ({ ...each, modelVersion: models.get(each.currency)?.version ?? null }));
        return csvTable('summary.csv', COLUMNS, rows);
      }
      const hidden = whole.customers > 0 && whole.customers < minimumN;
      const orders = summaries.reduce((sum, each) => sum + each.orders, 0);
      return {
        ...{ from: from ?? null, to: to ?? null, minimumN, suppressed: hidden },
        ...(hidden ? HIDDEN : toldWhole(whole, orders)),
        currencies: currencies.map((each) => {
          const model = models.get(each.currency);
          return { ...each, ...(model && { model: shownModel(model) }) };
        }),
        ...(toldGroups && { groups: toldGroups }),
      };
    });
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

/** A currency that is hidden in the whole is hidden in every group: together they would tell it. */
function toldByGroup(
  groups: readonly GroupSummary[],
  currencies: readonly Told[],
  minimumN: number,
): NonNullable<Answer['groups']> {
  const untold = new Set(currencies.flatMap((each) => (each.suppressed ? each.currency : [])));
  return suppressedByCurrency(namedByCurrency(groups, minimumN), minimumN).map(
    ({ group: { alone: _alone, ...told }, hidden }) => {
      const isHidden = hidden || untold.has(told.currency);
      return { ...told, ...(isHidden && NOTHING), suppressed: isHidden };
    },
  );
}

const NOTHING = {
  ...{ customers: null, repeatCustomers: null, orders: null, purchaseDays: null },
  ...{ revenueMinor: null, firstDay: null, lastDay: null },
};
