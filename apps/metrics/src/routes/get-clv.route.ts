import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database, type Tx } from '@perennial/persistence';
import { CLOCK, csvTable, notTooMany, TOO_MANY_GROUPS, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { ANNUAL_DISCOUNT_RATE, decileOf, HORIZON_DAYS, type Model } from '../domain/model.js';
import { byGroup, valueGroups, type ValueGroup } from '../domain/value-report.js';
import type { CustomerGrouping } from '../domain/retention-grouping.js';
import { findModels } from '../store/queries/find-models.js';
import { valueCustomers } from '../store/value-customers.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import type { WantedCustomers } from '../store/queries/grouped-purchases.js';
import {
  acquiredAnswer,
  modelShape,
  toldGroups,
  valueQuery,
  valueShape,
  VALUE_COLUMNS,
  type ValueQuery,
} from './value-words.js';

const answer = z.object({
  asOf: z.string().describe('Today: the day that ages are counted to.'),
  ...acquiredAnswer,
  horizonDays: z.int(),
  annualDiscountRate: z.number(),
  minimumN: z.int(),
  currencies: z
    .array(
      z.object({
        currency: Currency,
        model: modelShape,
        deciles: z
          .array(z.object({ decile: z.int().min(1).max(10), ...valueShape }))
          .describe(
            '10 is the highest. Bounds are those of the day of the fit, so tenths need not be equal today; those without customers are absent.',
          ),
        groups: z
          .array(z.object({ group: z.string().nullable().describe('Null: not known, or none.'), ...valueShape }))
          .optional()
          .describe('By `groupBy`. Who is in several counts in each.'),
      }),
    )
    .describe('Currencies without a model of spend are absent.'),
});

type Told = z.output<typeof answer>['currencies'][number];

@Controller('v1/metrics/clv')
export class GetClvRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How the expected value of customers is spread, by tenths, and the models behind it.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Query({ schema: valueQuery }) { from, to, currency, groupBy, format }: ValueQuery,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    const currencies = await this.db.snapshot(async (tx) => {
      const told: Told[] = [];
      for (const [of, model] of await findModels(tx)) {
        const wanted = { window: { from, to }, currency: of };
        if (model.clvDecileBounds && (currency === undefined || currency === of))
          told.push(await this.told(tx, wanted, model, model.clvDecileBounds, { today, groupBy }));
      }
      return told;
    });
    if (format === 'csv')
      return groupBy
        ? csvTable(
            'clv.csv',
            ['currency', 'group', ...VALUE_COLUMNS],
            rowsOf(currencies, ({ groups }) => groups ?? []),
          )
        : csvTable(
            'clv.csv',
            ['currency', 'decile', ...VALUE_COLUMNS],
            rowsOf(currencies, ({ deciles }) => deciles),
          );
    return {
      ...{
        asOf: isoDate(today),
        from: from ?? null,
        to: to ?? null,
        horizonDays: HORIZON_DAYS,
        annualDiscountRate: ANNUAL_DISCOUNT_RATE,
      },
      ...{ minimumN: this.minimumN, currencies },
    };
  }

  private async told(
    tx: Tx,
    wanted: WantedCustomers,
    model: Model,
    bounds: readonly number[],
    { today, groupBy }: { readonly today: number; readonly groupBy: CustomerGrouping | undefined },
  ): Promise<Told> {
    const byDecile = await valueGroups(valueCustomers(tx, wanted, model, today), ({ value }) => [
      decileOf(value.clv ?? 0, bounds),
    ]);
    const deciles = toldGroups(byDecile, this.minimumN).map(({ key, told }) => ({ decile: key, ...told }));
    const groups =
      groupBy && (await valueGroups(valueCustomers(tx, wanted, model, today, groupBy), (customer) => customer.groups));
    return {
      ...{ currency: wanted.currency, model: shown(model), deciles: deciles.sort((a, b) => a.decile - b.decile) },
      ...(groups && { groups: this.toldByGroup(groups) }),
    };
  }

  private toldByGroup(groups: ReadonlyMap<string | null, ValueGroup>): NonNullable<Told['groups']> {
    const sorted = new Map(notTooMany(byGroup(groups)));
    return toldGroups(sorted, this.minimumN).map(({ key, told }) => ({ group: key, ...told }));
  }
}

function shown({ version, asOfDay, purchases, purchasesMbg }: Model): Told['model'] {
  const { customers, repeatCustomers, dropoutIdentified, gradientNorm, logLikelihood } = purchases;
  const churnIdentified = purchasesMbg?.dropoutIdentified ?? null;
  const fit = { customers, repeatCustomers, dropoutIdentified, churnIdentified, gradientNorm, logLikelihood };
  return { version, asOf: isoDate(asOfDay), ...fit };
}

function rowsOf<Row extends object>(currencies: readonly Told[], linesOf: (told: Told) => readonly Row[]) {
  return currencies.flatMap((told) => linesOf(told).map((each) => ({ currency: told.currency, ...each })));
}
