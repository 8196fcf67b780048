import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database, type Tx } from '@perennial/persistence';
import { CLOCK, csvTable, notTooMany, TOO_MANY_GROUPS, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import type { Model } from '../domain/model.js';
import type { CustomerGrouping } from '../domain/retention-grouping.js';
import { rfmScores, segmentOf, SEGMENTS, type RfmBounds, type Segment } from '../domain/rfm.js';
import { byGroup, valueGrid, valueGroups, type ValuedCustomer } from '../domain/value-report.js';
import { findModels } from '../store/queries/find-models.js';
import { valueCustomers } from '../store/value-customers.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import type { WantedCustomers } from '../store/queries/grouped-purchases.js';
import {
  acquiredAnswer,
  toldGrid,
  toldGroups,
  valueQuery,
  valueShape,
  VALUE_COLUMNS,
  type ValueQuery,
} from './value-words.js';

const segments = z
  .array(z.object({ segment: z.enum(SEGMENTS), ...valueShape }))
  .describe('From champions to lost; those without customers are absent.');

const answer = z.object({
  asOf: z.string().describe('Today: the day that recency is counted to.'),
  ...acquiredAnswer,
  minimumN: z.int(),
  currencies: z
    .array(
      z.object({
        currency: Currency,
        version: z.string().describe('Of the models, with which the bounds of the fifths are kept.'),
        segments,
        groups: z
          .array(z.object({ group: z.string().nullable().describe('Null: not known, or none.'), segments }))
          .optional()
          .describe(
            'The same by `groupBy`. Who is in several counts in each. What is hidden is in every group, also where it has nobody of it.',
          ),
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
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Query({ schema: valueQuery }) { from, to, currency, groupBy, format }: ValueQuery,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    const currencies = await this.db.snapshot(async (tx) => {
      const told: Told[] = [];
      for (const [of, model] of await findModels(tx)) {
        const wanted = { window: { from, to }, currency: of };
        if (model.rfmBounds && (currency === undefined || currency === of))
          told.push(await this.told(tx, wanted, model, model.rfmBounds, { today, groupBy }));
      }
      return told;
    });
    if (format === 'csv') return csvTable('segments.csv', columnsOf(groupBy), rowsOf(currencies));
    return { asOf: isoDate(today), from: from ?? null, to: to ?? null, minimumN: this.minimumN, currencies };
  }

  private async told(
    tx: Tx,
    wanted: WantedCustomers,
    model: Model,
    bounds: RfmBounds,
    { today, groupBy }: { readonly today: number; readonly groupBy: CustomerGrouping | undefined },
  ): Promise<Told> {
    const segment = ({ history }: ValuedCustomer) => segmentOf(rfmScores(history, bounds, today));
    const whole = await valueGroups(valueCustomers(tx, wanted, model, today), (customer) => [segment(customer)]);
    const grid = groupBy && (await valueGrid(valueCustomers(tx, wanted, model, today, groupBy), segment));
    return {
      ...{ currency: wanted.currency, version: model.version },
      segments: inOrderOfSegments(toldGroups(whole, this.minimumN)),
      ...(grid && {
        groups: toldGrid(notTooMany(byGroup(grid)), whole, this.minimumN).map(({ group, cells }) => ({
          group,
          segments: inOrderOfSegments(cells),
        })),
      }),
    };
  }
}

function inOrderOfSegments(told: ReturnType<typeof toldGroups<Segment>>): Told['segments'] {
  return told
    .map(({ key, told: figures }) => ({ segment: key, ...figures }))
    .sort((a, b) => SEGMENTS.indexOf(a.segment) - SEGMENTS.indexOf(b.segment));
}

function columnsOf(groupBy: CustomerGrouping | undefined) {
  return ['currency', ...(groupBy ? ['group'] : []), 'segment', ...VALUE_COLUMNS];
}

function rowsOf(currencies: readonly Told[]) {
  return currencies.flatMap(({ currency, segments: whole, groups = [{ group: null, segments: whole }] }) =>
    groups.flatMap(({ group, segments: cells }) => cells.map((each) => ({ currency, group, ...each }))),
  );
}
