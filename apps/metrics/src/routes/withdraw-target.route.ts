import { Controller, Delete, HttpCode, Inject, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiNotFoundResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { Actor, CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import { withdrawTarget } from '../store/queries/change-target.js';
import { unknownTarget } from './target-words.js';

@Controller('v1/metrics/targets')
export class WithdrawTargetRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Withdraws a target: it is told of no more. Doing it again has no effect.' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: '`UNKNOWN_TARGET`' })
  async withdraw(@Param('id') targetId: string, @Actor() by: string): Promise<void> {
    const known = z.uuid().safeParse(targetId).success && (await withdrawTarget(this.db, targetId, this.clock(), by));
    if (!known) throw unknownTarget();
  }
}
