import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, noQuery, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { findTarget } from '../store/queries/list-targets.js';
import { readProgress } from '../targets/read-progress.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { targetJson, targetShape, unknownTarget } from './target-words.js';

const answer = z.object(targetShape);

@Controller('v1/metrics/targets')
export class GetTargetRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'One target, and how it stands.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_TARGET`: also of one that was withdrawn' })
  async get(
    @Param('id') targetId: string,
    @Query({ schema: noQuery }) _query: object = {},
  ): Promise<z.output<typeof answer>> {
    const target = z.uuid().safeParse(targetId).success ? await findTarget(this.db, targetId) : undefined;
    if (!target) throw unknownTarget();
    const today = isoDate(calendarDay(this.clock().getTime(), this.timeZone));
    const setOn = calendarDay(target.setAt.getTime(), this.timeZone);
    return targetJson(await readProgress(this.db, target, today, this.minimumN), setOn);
  }
}
