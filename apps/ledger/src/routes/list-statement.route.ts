import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { programmeAt } from '@perennial/programme';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { reasonText } from '../domain/posting/points-message.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { listStatement, type StatementRow } from '../store/queries/list-statement.js';
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
        .enum([
          'accrual',
          'clawback',
          'correction',
          'expiry',
          'redemption',
          'reinstatement',
          'adjustment',
          'transfer',
          'merge',
          'erasure',
          'activation',
          'reservation',
          'release',
          'debt',
          'repayment',
        ])
        .describe('The last five move points within the wallet only.'),
      points: z.int().describe('Above 0 into the wallet, below 0 out of it; 0 for what only moves within it.'),
      moved: z.int().describe('How many points moved, above 0.'),
      rule: z.string(),
      thing: z.string().describe('What it is about: an order, a review, a redemption …'),
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
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
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
    const { versions } = await this.programmes.inForce(this.db);
    const programmeOf = (version: number) =>
      versions.find(({ programme }) => programme.version === version)?.programme ?? programmeAt({ versions }, 0);
    return {
      items: page.map((row) => ({
        transferId: row.transfer_id,
        kind: row.kind,
        points: signedPoints(row),
        moved: Number(row.points),
        rule: row.rule,
        thing: row.thing,
        programmeVersion: row.programme_version,
        causationid: row.cause_id,
        causationsource: row.cause_source,
        occurredAt: row.occurred_at.toISOString(),
        bookedAt: row.booked_at.toISOString(),
        text: reasonText(programmeOf(row.programme_version), row.kind, row.rule),
      })),
      nextCursor: rows.length > limit ? String(page.at(-1)?.number) : null,
    };
  }
}

const WALLET: ReadonlySet<string> = new Set(['available', 'pending', 'reserved', 'debt']);

function signedPoints({ debit, credit, points }: StatementRow): number {
  if (WALLET.has(debit) && WALLET.has(credit)) return 0;
  return WALLET.has(credit) ? Number(points) : -Number(points);
}
