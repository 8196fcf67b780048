import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvTable, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import type { Model } from '../domain/model.js';
import { rfmScores, segmentOf, SEGMENTS, type RfmBounds } from '../domain/rfm.js';
import { valueGroups } from '../domain/value-report.js';
import { findModels } from '../store/queries/find-models.js';
import { valueCustomers } from '../store/value-customers.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import type { WantedCustomers } from '../store/queries/grouped-purchases.js';
import { acquiredAnswer, toldGroups, valueQuery, valueShape, VALUE_COLUMNS, type ValueQuery } from './value-words.js';

const answer = z.object({
  asOf: z.string().describe('Today: the day that recency is counted to.'),
  ...acquiredAnswer,
  minimumN: z.int(),
  currencies: z
    .array(
      z.object({
        currency: Currency,
        version: z.string().describe('Of the models, with which the bounds of the fifths are kept.'),
        segments: z
          .array(z.object({ segment: z.enum(SEGMENTS), ...valueShape }))
          .describe('From champions to lost; those without customers are absent.'),
      }),
    )
    .describe('Currencies without a model are absent.'),
});

type Told = z.output<typeof answer>['currencies'][number];

@Controller('v1/metrics/segments')
export class GetSegmentsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Customers by segment of recency, frequency and money, with what they brought and will bring.',
  })
  @ApiOkResponse({ standardSchema: answer })
  async get(
    @Query({ schema: valueQuery }) { from, to, currency, format }: ValueQuery,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    const currencies: Told[] = [];
    for (const [of, model] of await findModels(this.db)) {
      if (model.rfmBounds && (currency === undefined || currency === of))
        currencies.push(await this.told({ window: { from, to }, currency: of }, model, model.rfmBounds, today));
    }
    if (format === 'csv')
      return csvTable('segments.csv', ['currency', 'segment', ...VALUE_COLUMNS], rowsOf(currencies));
    return { asOf: isoDate(today), from: from ?? null, to: to ?? null, minimumN: this.minimumN, currencies };
  }

  private async told(wanted: WantedCustomers, model: Model, bounds: RfmBounds, today: number): Promise<Told> {
    const customers = valueCustomers(this.db, wanted, model, today);
    const groups = await valueGroups(customers, ({ history }) => segmentOf(rfmScores(history, bounds, today)));
    const segments = toldGroups(groups, this.minimumN).map(({ key, told }) => ({ segment: key, ...told }));
    segments.sort((a, b) => SEGMENTS.indexOf(a.segment) - SEGMENTS.indexOf(b.segment));
    return { currency: wanted.currency, version: model.version, segments };
  }
}

function rowsOf(currencies: readonly Told[]) {
  return currencies.flatMap(({ currency, segments }) => segments.map((each) => ({ currency, ...each })));
}
