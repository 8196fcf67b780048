import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { listWaitingAdjustments } from '../store/queries/list-waiting-adjustments.js';
import { AdjustmentDetail, adjustmentDetail, GivenId, SignedPoints } from './command-words.js';

const query = pageQuery.extend({
  status: z.literal('waiting').default('waiting').describe('Those that wait for a second person.'),
  cursor: z
    .uuid({ error: 'must be the nextCursor of the page before' })
    .optional()
    .describe('`nextCursor` of the page before; absent for the first.'),
});

const answer = z.object({
  items: z.array(
    z.object({
      adjustmentId: GivenId,
      customerId: z.string(),
      ...AdjustmentDetail,
      points: SignedPoints,
      reason: z.string(),
      proposedBy: z.string(),
      proposedAt: z.string().describe('RFC 3339, UTC.'),
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/adjustments')
export class ListAdjustmentsRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'Adjustments that wait for a second person, the oldest first.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(@Query({ schema: query }) { cursor, limit }: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const rows = await listWaitingAdjustments(this.db, { after: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      items: page.map((row) => ({
        adjustmentId: row.adjustment_id,
        customerId: row.customer_id,
        ...adjustmentDetail(row.kind, row.expires_at ?? undefined, row.expiring_by ?? undefined),
        points: Number(row.points),
        reason: row.reason,
        proposedBy: row.proposed_by,
        proposedAt: row.proposed_at.toISOString(),
      })),
      nextCursor: rows.length > limit ? (page.at(-1)?.adjustment_id ?? null) : null,
    };
  }
}
