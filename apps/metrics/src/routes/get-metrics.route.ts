import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { clvProjected, CustomerId, type ClvProjected } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, noQuery, ProblemError, type Clock } from '@perennial/service';

import { calendarDay } from '../domain/calendar-day.js';
import { project } from '../domain/projection.js';
import { findModels } from '../store/queries/find-models.js';
import { isKnownCustomer } from '../store/queries/is-known-customer.js';
import { listHistories } from '../store/queries/list-histories.js';
import { TIME_ZONE } from '../tokens.js';

@Controller('v1/members')
export class GetMetricsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
  ) {}

  @Get(':id/metrics')
  @ApiOperation({ summary: 'What a customer bought and is expected to buy, as of now, by the newest models.' })
  @ApiOkResponse({ standardSchema: clvProjected.data })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async get(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Query({ schema: noQuery }) _query: object = {},
  ): Promise<ClvProjected> {
    const histories = (await listHistories(this.db, [customerId])).get(customerId);
    if (!histories && !(await isKnownCustomer(this.db, customerId))) {
      throw new ProblemError(404, 'UNKNOWN_MEMBER', 'No event that was accepted has named this customer.');
    }
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    return project(customerId, histories ?? [], await findModels(this.db), today);
  }
}
