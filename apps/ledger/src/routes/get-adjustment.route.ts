import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { shownActors } from '../audit-log/kept-actor.js';
import { unknownAdjustment } from '../commands/adjust.js';
import { isGivenId } from '../commands/given-id.js';
import { findAdjustment } from '../store/queries/find-adjustment.js';
import { AdjustmentDetail, adjustmentDetail, GivenId, SignedPoints } from './command-words.js';

const answer = z.object({
  adjustmentId: GivenId,
  customerId: z.string().optional().describe('Absent: the customer was forgotten.'),
  ...AdjustmentDetail,
  points: SignedPoints,
  reason: z.string(),
  status: z
    .enum(['waiting', 'lapsed', 'posted', 'declined'])
    .describe(
      'waiting: for a second person. lapsed: it waited for one when its member was forgotten, and is not to be approved any more.',
    ),
  proposedBy: z.string(),
  proposedAt: z.string().describe('RFC 3339, UTC.'),
  decidedBy: z.string().optional().describe('Who approved or declined it; absent: nobody had to, or has yet.'),
  decidedAt: z.string().optional().describe('RFC 3339, UTC.'),
  declinedBecause: z.string().optional(),
});

@Controller('v1/adjustments')
export class GetAdjustmentRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get(':id')
  @ApiOperation({ summary: 'One adjustment: who proposed it and why, and what became of it.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ADJUSTMENT`' })
  async get(@Param('id') adjustmentId: string): Promise<z.output<typeof answer>> {
    const found = isGivenId(adjustmentId) ? await findAdjustment(this.db, adjustmentId) : undefined;
    if (!found) throw unknownAdjustment();
    const { customerId, byHand, points, status, proposedAt, decided } = found;
    const [proposedBy = '', decidedBy = ''] = await shownActors(this.db, [found.proposedBy, decided?.by ?? '']);
    return {
      ...adjustmentDetail(
        byHand.kind,
        byHand.kind === 'adjustment' ? undefined : byHand.expiresAt,
        byHand.kind === 'extension' ? byHand.expiringBy : undefined,
      ),
      adjustmentId,
      points: Number(points),
      reason: byHand.reason,
      status,
      proposedBy,
      proposedAt: proposedAt.toISOString(),
      ...(customerId === undefined ? {} : { customerId }),
      ...(decided ? { decidedBy, decidedAt: decided.at.toISOString() } : {}),
      ...(decided?.declinedBecause === undefined ? {} : { declinedBecause: decided.declinedBecause }),
    };
  }
}
