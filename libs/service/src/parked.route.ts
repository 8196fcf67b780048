import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { listParked, type ParkedPage } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { z } from 'zod';
import { numberedPageQuery, wantedText } from './page-query.js';

const query = numberedPageQuery.extend({
  waitsFor: wantedText(300).optional().describe('Only events that wait for this, such as `order:o-1`.'),
});

const answer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      type: z.string(),
      waitsFor: z.string().describe('A kind of thing and which one: `order:o-1`.'),
      topic: z.string(),
      partition: z.int(),
      offset: z.int(),
      since: z.string().describe('When it was handled.'),
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/parked')
export class ParkedRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'Accepted events that wait for something nobody knows yet, the latest first.' })
  @ApiOkResponse({ standardSchema: answer })
  list(@Query({ schema: query }) { waitsFor, cursor, limit }: z.output<typeof query>): Promise<ParkedPage> {
    return listParked(this.db, { waitsFor, cursor, limit });
  }
}
