import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { reasonText } from '../domain/points-message.js';
import { PROGRAMME } from '../programme.token.js';
import { listStatement } from '../store/queries/list-statement.js';
import { unknownMember } from './unknown-member.js';

const query = pageQuery.extend({
  cursor: z
    .string()
    .regex(/^[0-9]{1,18}$/, { error: 'must be the nextCursor of the page before' })
    .optional()
    .describe('`nextCursor` of the page before; absent for the first.'),
});

const answer = z.object({
  items: z.array(
    z.object({
      transferId: z.string().describe('Equals the id of its message.'),
      kind: z
        .enum(['accrual', 'clawback', 'correction'])
        .describe('Points given; taken back with what earned them; corrected by a fact that arrived late.'),
      points: z.int().describe('Above 0 into the wallet, below 0 out of it.'),
      rule: z.string(),
      programmeVersion: z.int(),
      causationid: z.string().describe('Id of the event that caused it.'),
      causationsource: z.string(),
      occurredAt: z.string().describe('When it happened.'),
      bookedAt: z.string().describe('When it was booked.'),
      text: z.string(),
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/members')
export class ListStatementRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(PROGRAMME) private readonly programme: Programme,
  ) {}

  @Get(':id/statement')
  @ApiOperation({ summary: "A member's transfers as they were booked, newest first." })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async list(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Query({ schema: query }) { cursor, limit }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const before = cursor === undefined ? undefined : BigInt(cursor);
    // One more than asked for tells whether there is a next page.
    const rows = await listStatement(this.db, { customerId, before, limit: limit + 1 });
    if (!rows) throw unknownMember();
    const page = rows.slice(0, limit);
    return {
      items: page.map((row) => ({
        transferId: row.transfer_id,
        kind: row.kind,
        points: row.credit === 'wallet' ? Number(row.points) : -Number(row.points),
        rule: row.rule,
        programmeVersion: row.programme_version,
        causationid: row.cause_id,
        causationsource: row.cause_source,
        occurredAt: row.occurred_at.toISOString(),
        bookedAt: row.booked_at.toISOString(),
        text: reasonText(this.programme, row.kind, row.rule),
      })),
      nextCursor: rows.length > limit ? String(page.at(-1)?.number) : null,
    };
  }
}
