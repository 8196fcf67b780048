import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { unknownCursor } from '../../routes/unknown-cursor.js';
import { findReview } from '../queries/find-review.js';
import { listHeld } from '../queries/list-held.js';
import { judgementAnswer, judgementShape } from './review-words.js';

const query = pageQuery.extend({
  cursor: Id.optional().describe('`nextCursor` of the page before; absent for the first.'),
});

const answer = z.object({
  items: z.array(
    z.object({
      reviewId: z.string(),
      customerId: z.string(),
      sku: z.string(),
      publishedAt: z.string().describe('RFC 3339, UTC.'),
      ...judgementShape,
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/reviews/held')
export class ListHeldRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'Reviews that wait for a person to look at them, the longest published first.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for a cursor that no page had' })
  async list(@Query({ schema: query }) { cursor, limit }: z.output<typeof query>): Promise<z.output<typeof answer>> {
    if (cursor !== undefined && !(await findReview(this.db, cursor))) throw unknownCursor();
    const rows = await listHeld(this.db, { after: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      items: page.map(({ reviewId, customerId, sku, publishedAt, judgement }) => ({
        ...{ reviewId, customerId, sku, publishedAt: publishedAt.toISOString() },
        ...judgementAnswer(judgement),
      })),
      nextCursor: rows.length > limit ? (page.at(-1)?.reviewId ?? null) : null,
    };
  }
}
