import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvTable, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { ANNUAL_DISCOUNT_RATE, decileOf, HORIZON_DAYS, type Model } from '../domain/model.js';
import { valueGroups } from '../domain/value-report.js';
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
  async get(
    @Query({ schema: valueQuery }) { from, to, currency, format }: ValueQuery,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    const currencies: Told[] = [];
    for (const [of, model] of await findModels(this.db)) {
      if (model.clvDecileBounds && (currency === undefined || currency === of))
        currencies.push(await this.told({ window: { from, to }, currency: of }, model, model.clvDecileBounds, today));
    }
    if (format === 'csv') return csvTable('clv.csv', ['currency', 'decile', ...VALUE_COLUMNS], rowsOf(currencies));
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

  private async told(wanted: WantedCustomers, model: Model, bounds: readonly number[], today: number): Promise<Told> {
    const customers = valueCustomers(this.db, wanted, model, today);
    const groups = await valueGroups(customers, ({ value }) => decileOf(value.clv ?? 0, bounds));
    const deciles = toldGroups(groups, this.minimumN).map(({ key, told }) => ({ decile: key, ...told }));
    return { currency: wanted.currency, model: shown(model), deciles: deciles.sort((a, b) => a.decile - b.decile) };
  }
}

function shown({ version, asOfDay, purchases }: Model): Told['model'] {
  const { customers, repeatCustomers, dropoutIdentified, gradientNorm, logLikelihood } = purchases;
  const fit = { customers, repeatCustomers, dropoutIdentified, gradientNorm, logLikelihood };
  return { version, asOf: isoDate(asOfDay), ...fit };
}

function rowsOf(currencies: readonly Told[]) {
  return currencies.flatMap(({ currency, deciles }) => deciles.map((each) => ({ currency, ...each })));
}
