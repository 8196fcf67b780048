import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { findReview } from '../queries/find-review.js';
import { listReviewSteps } from '../queries/list-review-steps.js';
import { unknownReview } from '../unknown-review.js';
import { judgementAnswer, judgementShape } from './review-words.js';

const answer = z.object({
  reviewId: z.string(),
  customerId: z.string(),
  sku: z.string(),
  publishedAt: z.string().describe('RFC 3339, UTC.'),
  ...judgementShape,
  steps: z
    .array(
      z.object({
        what: z.enum(['held', 'lifted', 'released', 'confirmed', 'withdrawn']),
        actor: z.string().nullable().describe('Who decided; null: it follows from what was known.'),
        reason: z.string().nullable().describe('What they wrote.'),
        score: z.int(),
        codes: z.array(z.string()).describe('What spoke against it then.'),
        at: z.string().describe('RFC 3339, UTC; by the clock of the service.'),
      }),
    )
    .describe('What became of holds, the first one first.'),
});

@Controller('v1/reviews')
export class GetTrustRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get(':id/trust')
  @ApiOperation({ summary: 'Whether a review is held, what speaks against it, and who did what about it.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_REVIEW`' })
  async get(@Param('id', { schema: Id }) reviewId: string): Promise<z.output<typeof answer>> {
    const review = await findReview(this.db, reviewId);
    if (!review) throw unknownReview();
    const steps = await listReviewSteps(this.db, reviewId);
    const { customerId, sku, publishedAt, judgement } = review;
    return {
      ...{ reviewId, customerId, sku, publishedAt: publishedAt.toISOString() },
      ...judgementAnswer(judgement),
      steps: steps.map(({ what, actor, remark, score, codes, at }) => ({
        ...{ what, actor, reason: remark, score, codes: [...codes], at: at.toISOString() },
      })),
    };
  }
}
