import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Database, type Tx } from '@perennial/persistence';
import {
  CLOCK,
  csvTable,
  type Clock,
  GROUPS_MAX,
  GROUPS_READ,
  tooManyGroups,
  TOO_MANY_GROUPS,
} from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import {
  AGE_VARIANTS,
  cohortGrids,
  toldCohortGroups,
  toldCohorts,
  type AgeVariant,
  type CohortGroup,
} from '../domain/cohort-grid.js';
import { COHORT_GROUPINGS, type CohortGrouping } from '../domain/retention-grouping.js';
import { countCohorts } from '../store/queries/count-cohorts.js';
import type { WantedPurchases } from '../store/queries/grouped-purchases.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { currencyShape } from './retention-query.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

/** Two years and the month of the first purchase. */
const AGES_MAX = 25;

const query = z
  .strictObject({
    from: windowShape.from.describe('Only cohorts of customers whose first purchase was on this day or later.'),
    to: windowShape.to.describe('Last day that is looked at, inclusive. Absent, or not over yet: yesterday.'),
    ...currencyShape,
    ...formatShape,
    variant: z
      .enum(AGE_VARIANTS)
      .default('own-months')
      .describe(
        "own-months: whole months since a customer's own first purchase day; calendar-months: since its month.",
      ),
    groupBy: z
      .enum(COHORT_GROUPINGS)
      .optional()
      .describe(
        'As the first purchase found the customer. channel and category: of the first order; tier: as the day of the first purchase began; campaign: that had made an offer by that day, its holdout under NAME:holdout.',
      ),
  })
  .superRefine(inOrder);

const cohorts = z.array(
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
      .describe(`${AGES_MAX} ages at most.`),
  }),
);

const answer = z.object({
  variant: z.enum(AGE_VARIANTS),
  asOf: z.string().describe('Last day that is looked at: it is over.'),
  minimumN: z.int(),
  cohorts,
  groups: z
    .array(z.object({ group: z.string().nullable().describe('Null: not known, or none.'), cohorts }))
    .optional()
    .describe('What is hidden is in every group, also where it has nobody of it.'),
});

const COLUMNS = ['group', 'cohort', 'n', 'suppressed', 'age', 'customers', 'share'] as const;

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
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Query({ schema: query }) { from, to, currency, variant, groupBy, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const yesterday = isoDate(calendarDay(this.clock().getTime(), this.timeZone) - 1);
    const asOf = to === undefined || to > yesterday ? yesterday : to;
    const asked = { window: { from, to: asOf }, currency, variant, asOf };
    const { whole, groups } = await this.db.snapshot(async (tx) => ({
      whole: (await this.grids(tx, asked, undefined))[0] ?? { group: null, cohorts: [] },
      groups: groupBy && (await this.grids(tx, asked, groupBy)),
    }));
    const all = toldCohorts(whole.cohorts, this.minimumN);
    const told = groups && toldCohortGroups(whole.cohorts, groups, this.minimumN);
    if (told && told.flatMap((each) => each.cohorts).length > GROUPS_MAX) throw tooManyGroups();
    if (format === 'csv')
      return csvTable('cohorts.csv', COLUMNS, (told ?? [{ group: null, cohorts: all }]).flatMap(rowsOf));
    return { variant, asOf, minimumN: this.minimumN, cohorts: all, ...(told && { groups: told }) };
  }

  private async grids(
    tx: Tx,
    { variant, asOf, ...wanted }: WantedPurchases & { readonly variant: AgeVariant; readonly asOf: string },
    grouping: CohortGrouping | undefined,
  ): Promise<CohortGroup[]> {
    const counted = await countCohorts(tx, wanted, { variant, grouping, agesMax: AGES_MAX }, GROUPS_READ);
    const grids = cohortGrids(counted, { variant, asOf, agesMax: AGES_MAX });
    if (grids.flatMap((grid) => grid.cohorts).length > GROUPS_MAX) throw tooManyGroups();
    return grids;
  }
}

function rowsOf({ group, cohorts: lines }: ReturnType<typeof toldCohortGroups>[number]) {
  return lines.flatMap(({ cells, ...cohort }) => cells.map((cell) => ({ group, ...cohort, ...cell })));
}
