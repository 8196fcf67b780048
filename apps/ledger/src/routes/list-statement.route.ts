import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { numberedPageQuery } from '@perennial/service';
import { z } from 'zod';

import { ProgrammeStore } from '../programme/programme.store.js';
import { listStatement } from '../store/queries/list-statement.js';
import { transferJson, transferOf } from './transfer-json.js';
import { unknownMember } from './unknown-member.js';

const answer = z.object({
  items: z.array(transferJson),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/members')
export class ListStatementRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get(':id/statement')
  @ApiOperation({ summary: "A member's transfers as they were booked, newest first." })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async list(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Query({ schema: numberedPageQuery }) { cursor, limit }: z.output<typeof numberedPageQuery>,
  ): Promise<z.output<typeof answer>> {
    const before = cursor === undefined ? undefined : BigInt(cursor);
    // One more than asked for tells whether there is a next page.
    const rows = await listStatement(this.db, { customerId, before, limit: limit + 1 });
    if (!rows) throw unknownMember();
    const page = rows.slice(0, limit);
    const programmes = await this.programmes.inForce(this.db);
    return {
      items: page.map((row) => transferOf(row, programmes)),
      nextCursor: rows.length > limit ? String(page.at(-1)?.number) : null,
    };
  }
}
