import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, pageQuery, type Clock } from '@perennial/service';
import { z } from 'zod';

import { cursorAt, instantCursor } from '../../routes/instant-cursor.js';
import { listOpenCases } from '../queries/list-open-cases.js';
import { CaseReason, OpenCase, shownCase } from './case-words.js';

const query = pageQuery.extend({
  cursor: instantCursor(z.uuid()),
  reason: CaseReason.optional().describe('Only those that were opened for this.'),
});

const answer = z.object({
  items: z.array(OpenCase),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/cases')
export class ListCasesRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Open cases: the longest overdue first, then those that are due next.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for what is no cursor' })
  async list(@Query({ schema: query }) wanted: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const { cursor: after, reason, limit } = wanted;
    const cases = await listOpenCases(this.db, { reason, after, limit: limit + 1 });
    const page = cases.slice(0, limit);
    const last = page.at(-1);
    const now = this.clock();
    return {
      items: page.map((each) => shownCase(each, now)),
      nextCursor: cases.length > limit && last ? cursorAt({ at: new Date(last.dueAt), id: last.caseId }) : null,
    };
  }
}
