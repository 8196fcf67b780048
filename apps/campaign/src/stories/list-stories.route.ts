import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id, Sku } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { pageQuery, wantedNumber } from '@perennial/service';
import { z } from 'zod';

import { unknownCursor } from '../routes/unknown-cursor.js';
import { findReview } from '../reviews/queries/find-review.js';
import { listStories } from './queries/list-stories.js';

const query = pageQuery.extend({
  cursor: Id.optional().describe('`nextCursor` of the page before; absent for the first.'),
  sku: Sku.optional().describe('Only reviews of this.'),
  minStars: wantedNumber(5).optional().describe('Only reviews with as many stars, 1 to 5, or more.'),
});

const answer = z.object({
  items: z.array(
    z.object({
      reviewId: z.string().describe('The shop has the text of it, and who wrote it.'),
      sku: z.string(),
      stars: z.int().describe('1 to 5.'),
      verified: z.boolean().describe('The shop saw the purchase, as it said when the review was published.'),
      publishedAt: z.string().describe('RFC 3339, UTC.'),
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/reviews/stories')
export class ListStoriesRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({
    summary: 'Reviews that stand, of customers who consent to be quoted (`consents.stories`) now, the newest first.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for a cursor that no page had' })
  async list(@Query({ schema: query }) wanted: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const { cursor, sku, minStars = 1, limit } = wanted;
    if (cursor !== undefined && !(await findReview(this.db, cursor))) throw unknownCursor();
    const rows = await listStories(this.db, { sku, minStars, after: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      items: page.map((story) => ({ ...story, publishedAt: story.publishedAt.toISOString() })),
      nextCursor: rows.length > limit ? (page.at(-1)?.reviewId ?? null) : null,
    };
  }
}
