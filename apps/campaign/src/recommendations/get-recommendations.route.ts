import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { CLOCK, ProblemError, wantedNumber, type Clock } from '@perennial/service';
import { z } from 'zod';

import { recommendToMember } from './recommend-to-member.js';
import { RECOMMENDATION_SETTINGS } from './tokens.js';

const K_MAX = 50;

const query = z.strictObject({
  k: wantedNumber(K_MAX).default(10).describe(`How many at most, 1 to ${K_MAX}.`),
});

const answer = z.object({
  items: z
    .array(
      z.object({
        sku: z.string().describe('Of a product with several articles that which is bought most.'),
        score: z.number().describe('Estimated share of the next purchases, 0 to 1; comparable within one answer.'),
        reason: z.string().describe('One sentence for the customer.'),
        basis: z
          .enum(['bought-together', 'category', 'popularity'])
          .describe('Bought by others who have what the customer has; popular in a category; or popular.'),
        because: z.string().optional().describe('With `bought-together`: the sku of what the customer has bought.'),
      }),
    )
    .describe('The best first; nothing that the customer has or has sent back.'),
  arm: z
    .enum(['treatment', 'holdout'])
    .describe('`holdout`: recommended is only what is popular, so that the effect of recommendations can be measured.'),
  modelVersion: z.int().optional().describe('Absent, and no items, until enough was bought to make a model.'),
});

@Controller('v1/members')
export class GetRecommendationsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RECOMMENDATION_SETTINGS) private readonly settings: Programme['recommendations'],
  ) {}

  @Get(':id/recommendations')
  @ApiOperation({ summary: 'What a member may buy next, and why.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async get(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Query({ schema: query }) { k }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const found = await recommendToMember(this.db, customerId, { k, now: this.clock(), ...this.settings });
    if (!found) {
      throw new ProblemError(404, 'UNKNOWN_MEMBER', 'No event that was accepted has named this customer.');
    }
    return { ...found, items: [...found.items] };
  }
}
