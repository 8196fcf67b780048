import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { listQuarantine, type QuarantinePage } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { z } from 'zod';
import { numberedPageQuery, wantedText } from './page-query.js';

const query = numberedPageQuery.extend({
  reason: wantedText(64).optional().describe('Only records refused for this reason, such as INVALID_DATA.'),
});

const answer = z.object({
  items: z.array(
    z.object({
      reason: z.string(),
      detail: z.string().describe('Which value was wrong, and what would have been right.'),
      topic: z.string(),
      partition: z.int(),
      offset: z.int(),
      key: z.string().nullable(),
      id: z.string().optional(),
      source: z.string().optional(),
      at: z.string().describe('When it was set aside.'),
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/quarantine')
export class QuarantineRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'What this service refused, newest first.' })
  @ApiOkResponse({ standardSchema: answer })
  list(@Query({ schema: query }) { reason, cursor, limit }: z.output<typeof query>): Promise<QuarantinePage> {
    return listQuarantine(this.db, { reason, cursor, limit });
  }
}
