import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, noQuery, type Clock } from '@perennial/service';
import { z } from 'zod';

import { countStepsByWeek } from '../queries/count-steps-by-week.js';

const WEEKS = 53;
const WEEK_MS = 7 * 86_400_000;

const answer = z.object({
  weeks: z
    .array(
      z.object({
        week: z.string().describe('Its Monday, YYYY-MM-DD, in UTC.'),
        held: z.int().describe('Holds that began.'),
        lifted: z.int().describe('Holds that ended because what spoke against the review does not any more.'),
        withdrawn: z.int().describe('Holds that ended because the review was taken back.'),
        released: z.int().describe('Holds that a person found to be wrong.'),
        confirmed: z.int().describe('Holds that a person found to be right.'),
        falseHoldRate: z
          .number()
          .nullable()
          .describe('Released, of those that a person decided in the week; null: none was.'),
      }),
    )
    .describe('The latest first; weeks in which nothing happened are absent.'),
});

@Controller('v1/reviews/holds/weekly')
export class CountHoldsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How many holds began and ended in each week of the last year, and how many were wrong.' })
  @ApiOkResponse({ standardSchema: answer })
  async count(@Query({ schema: noQuery }) _query: z.output<typeof noQuery>): Promise<z.output<typeof answer>> {
    const weeks = await countStepsByWeek(this.db, new Date(this.clock().getTime() - WEEKS * WEEK_MS));
    return {
      weeks: weeks.map((week) => {
        const decided = week.released + week.confirmed;
        return { ...week, falseHoldRate: decided === 0 ? null : week.released / decided };
      }),
    };
  }
}
