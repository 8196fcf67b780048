import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id, Sku } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { pageQuery, wantedNumber } from '@perennial/service';
import { z } from 'zod';

import { cursorAt, instantCursor } from '../routes/instant-cursor.js';
import { listStories, LOOKED_AT_MAX } from './queries/list-stories.js';

const query = pageQuery.extend({
  cursor: instantCursor(Id),
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
  nextCursor: z
    .string()
    .nullable()
    .describe(
      `Give it as \`cursor\` for the next page; null on the last. A page looks at ${LOOKED_AT_MAX} reviews at most: with few stories among them it is short or empty, and there may be more behind it.`,
    ),
});

@Controller('v1/reviews/stories')
export class ListStoriesRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({
    summary: 'Reviews that stand, of customers who consent to be quoted (`consents.stories`) now, the newest first.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for what is no cursor' })
  async list(@Query({ schema: query }) wanted: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const { cursor: after, sku, minStars = 1, limit } = wanted;
    const { stories, next } = await listStories(this.db, { sku, minStars, after, limit });
    return {
      items: stories.map((story) => ({ ...story, publishedAt: story.publishedAt.toISOString() })),
      nextCursor: next ? cursorAt(next) : null,
    };
  }
}
