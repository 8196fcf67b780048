import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import { isInTime } from '../domain/case.js';
import { findCase } from '../queries/hold-case.js';
import { unknownCase } from '../unknown-case.js';
import { OpenCase, Outcome, shownCase } from './case-words.js';

const answer = OpenCase.extend({
  closed: z
    .object({
      at: z.string().describe('RFC 3339, UTC.'),
      inTime: z.boolean(),
      by: z.enum(['person', 'resolution']).describe('resolution: its issue was resolved.'),
      outcome: Outcome,
    })
    .nullable()
    .describe('Null: it is open.'),
});

@Controller('v1/cases')
export class GetCaseRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'A case, and what came of it.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_CASE`' })
  async get(@Param('id', { schema: z.uuid() }) caseId: string): Promise<z.output<typeof answer>> {
    const kept = await findCase(this.db, caseId);
    if (!kept) throw unknownCase();
    const { closed, dueAt } = kept;
    const shown = shownCase(kept, this.clock());
    if (!closed) return { ...shown, closed: null };
    const { closedAt, by, outcome } = closed;
    const inTime = isInTime({ dueAt, closedAt });
    return { ...shown, closed: { at: new Date(closedAt).toISOString(), inTime, by, outcome } };
  }
}
