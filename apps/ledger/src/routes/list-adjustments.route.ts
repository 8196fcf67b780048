import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { pageQuery, ProblemError } from '@perennial/service';
import { z } from 'zod';

import { shownActors } from '../audit-log/kept-actor.js';
import { findAdjustment } from '../store/queries/find-adjustment.js';
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
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for a cursor that no page had' })
  async list(@Query({ schema: query }) { cursor, limit }: z.output<typeof query>): Promise<z.output<typeof answer>> {
    if (cursor !== undefined && !(await findAdjustment(this.db, cursor))) throw unknownCursor();
    const rows = await listWaitingAdjustments(this.db, { after: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const proposers = await shownActors(
      this.db,
      page.map((row) => row.proposed_by),
    );
    return {
      items: page.map((row, index) => ({
        adjustmentId: row.adjustment_id,
        customerId: row.customer_id,
        ...adjustmentDetail(row.kind, row.expires_at ?? undefined, row.expiring_by ?? undefined),
        points: Number(row.points),
        reason: row.reason,
        proposedBy: proposers[index] ?? row.proposed_by,
        proposedAt: row.proposed_at.toISOString(),
      })),
      nextCursor: rows.length > limit ? (page.at(-1)?.adjustment_id ?? null) : null,
    };
  }
}

/** Behind what is not there nothing would be listed, and that would look like the end. */
function unknownCursor(): ProblemError {
  const errors = [{ pointer: '#/cursor', message: 'must be the nextCursor of the page before' }];
  return new ProblemError(400, 'INVALID_REQUEST', 'No page ended with this cursor.', { errors });
}
