import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, csvFile, csvLine, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { AGE_VARIANTS, cohortGrid, type Cohort } from '../domain/cohort-grid.js';
import { hiddenParts } from '../domain/suppression.js';
import { countCohorts } from '../store/queries/count-cohorts.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { currencyShape } from './retention-query.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

/** Two years and the month of the first purchase. */
const AGES_MAX = 25;

const query = z
  .strictObject({
    ...windowShape,
    to: windowShape.to.describe('Last day that is looked at, inclusive. Absent, or not over yet: yesterday.'),
    ...currencyShape,
    ...formatShape,
    variant: z
      .enum(AGE_VARIANTS)
      .default('own-months')
      .describe(
        "own-months: whole months since a customer's own first purchase day; calendar-months: since its month.",
      ),
  })
  .superRefine(inOrder);

const answer = z.object({
  variant: z.enum(AGE_VARIANTS),
  asOf: z.string().describe('Last day that is looked at: it is over.'),
  minimumN: z.int(),
  cohorts: z.array(
    z.object({
      cohort: z.string().describe('Month of the first purchase, YYYY-MM.'),
      n: z.int().nullable().describe('Customers; null when suppressed.'),
      suppressed: z.boolean(),
      cells: z
        .array(
          z.object({
            age: z.int().min(0).describe('In months; 0 begins with the first purchase.'),
            customers: z.int().nullable().describe('Who bought at this age.'),
            share: z.number().nullable().describe('Of the cohort. Null: not all of it has been observed to the end.'),
          }),
        )
        .describe('25 ages at most.'),
    }),
  ),
});

@Controller('v1/metrics/cohorts')
export class GetCohortsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Which share of each month of new customers bought again at which age.' })
  @ApiOkResponse({ standardSchema: answer })
  async get(
    @Query({ schema: query }) { from, to, currency, variant, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const yesterday = isoDate(calendarDay(this.clock().getTime(), this.timeZone) - 1);
    const asOf = to === undefined || to > yesterday ? yesterday : to;
    const counted = await countCohorts(this.db, { variant, currency, from, asOf });
    const grid = cohortGrid(counted, { variant, asOf, agesMax: AGES_MAX });
    const hidden = hiddenParts(grid, this.minimumN);
    const cohorts = grid.map((cohort) => toldOf(cohort, hidden.has(cohort)));
    if (format === 'csv') return csvFile('cohorts.csv', csvOf(cohorts));
    return { variant, asOf, minimumN: this.minimumN, cohorts };
  }
}

type Told = z.output<typeof answer>['cohorts'][number];

function toldOf({ cohort, n, cells }: Cohort, hidden: boolean): Told {
  if (!hidden) return { cohort, n, suppressed: false, cells: [...cells] };
  return { cohort, n: null, suppressed: true, cells: cells.map(({ age }) => ({ age, customers: null, share: null })) };
}

function* csvOf(cohorts: readonly Told[]): Generator<string> {
  yield csvLine(['cohort', 'n', 'suppressed', 'age', 'customers', 'share']);
  for (const { cohort, n, suppressed, cells } of cohorts) {
    for (const { age, customers, share } of cells) yield csvLine([cohort, n, suppressed, age, customers, share]);
  }
}
