import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, csvTable, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { listTargets } from '../store/queries/list-targets.js';
import { readProgress } from '../targets/read-progress.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { formatShape } from './survey-query.js';
import { targetJson, targetShape } from './target-words.js';

const query = z.strictObject(formatShape);

const answer = z.object({
  asOf: z.string().describe('Today.'),
  minimumN: z.int(),
  targets: z.array(z.object(targetShape)).describe('By the day they are due, those that are over too.'),
});

type Told = z.output<typeof answer>['targets'][number];

const COLUMNS = Object.keys(targetShape) as readonly (keyof typeof targetShape)[];

@Controller('v1/metrics/targets')
export class ListTargetsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All targets that were not withdrawn, and how each stands.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(
    @Query({ schema: query }) { format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const asOf = isoDate(calendarDay(this.clock().getTime(), this.timeZone));
    const told: Told[] = [];
    for (const target of await listTargets(this.db, 'all')) {
      const setOn = calendarDay(target.setAt.getTime(), this.timeZone);
      told.push(targetJson(await readProgress(this.db, target, asOf, this.minimumN), setOn));
    }
    if (format === 'csv') return csvTable('targets.csv', COLUMNS, told);
    return { asOf, minimumN: this.minimumN, targets: told };
  }
}
