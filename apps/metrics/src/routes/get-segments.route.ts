import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvFile, csvLine, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import type { Model } from '../domain/model.js';
import { rfmScores, segmentOf, SEGMENTS, type RfmBounds } from '../domain/rfm.js';
import { valueGroups } from '../domain/value-report.js';
import { findModels } from '../store/queries/find-models.js';
import { valueCustomers } from '../store/value-customers.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { currencyShape } from './retention-query.js';
import { formatShape } from './survey-query.js';
import { toldGroups, valueShape, VALUE_COLUMNS } from './value-words.js';

const query = z.strictObject({ ...currencyShape, ...formatShape });

const answer = z.object({
  asOf: z.string().describe('Today: the day that recency is counted to.'),
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
    @Query({ schema: query }) { currency, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    const currencies: Told[] = [];
    for (const [of, model] of await findModels(this.db)) {
      if (model.rfmBounds && (currency === undefined || currency === of))
        currencies.push(await this.told(of, model, model.rfmBounds, today));
    }
    if (format === 'csv') return csvFile('segments.csv', csvOf(currencies));
    return { asOf: isoDate(today), minimumN: this.minimumN, currencies };
  }

  private async told(currency: string, model: Model, bounds: RfmBounds, today: number): Promise<Told> {
    const customers = valueCustomers(this.db, currency, model, today);
    const groups = await valueGroups(customers, ({ history }) => segmentOf(rfmScores(history, bounds, today)));
    const segments = toldGroups(groups, this.minimumN).map(({ key, told }) => ({ segment: key, ...told }));
    segments.sort((a, b) => SEGMENTS.indexOf(a.segment) - SEGMENTS.indexOf(b.segment));
    return { currency, version: model.version, segments };
  }
}

function* csvOf(currencies: readonly Told[]): Generator<string> {
  yield csvLine(['currency', 'segment', ...VALUE_COLUMNS]);
  for (const { currency, segments } of currencies)
    for (const each of segments)
      yield csvLine([currency, each.segment, ...VALUE_COLUMNS.map((column) => each[column])]);
}
