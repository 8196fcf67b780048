import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { summariseOffers } from '../store/queries/summarise-offers.js';

const answer = z.object({
  offers: z.int().describe('Offers made.'),
  withheld: z
    .int()
    .describe(
      'Decisions that made no offer because of a holdout, the frequency cap, the margin or a budget; somebody for whom that is so again is counted again.',
    ),
});

@Controller('v1/offers/summary')
export class SummariseOffersRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'How many offers all campaigns have made and withheld.' })
  @ApiOkResponse({ standardSchema: answer })
  summarise(): Promise<z.output<typeof answer>> {
    return summariseOffers(this.db);
  }
}
