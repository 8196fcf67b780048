import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { cursorAt, instantCursor } from '../../routes/instant-cursor.js';
import { listHeld } from '../queries/list-held.js';
import { judgementAnswer, judgementShape } from './review-words.js';

const query = pageQuery.extend({
  cursor: instantCursor(Id),
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
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for what is no cursor' })
  async list(
    @Query({ schema: query }) { cursor: after, limit }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const rows = await listHeld(this.db, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ reviewId, customerId, sku, publishedAt, judgement }) => ({
        ...{ reviewId, customerId, sku, publishedAt: publishedAt.toISOString() },
        ...judgementAnswer(judgement),
      })),
      nextCursor: rows.length > limit && last ? cursorAt({ at: last.publishedAt, id: last.reviewId }) : null,
    };
  }
}
