import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { summariseOffers } from '../store/queries/summarise-offers.js';

const answer = z.object({
  offers: z.int().describe('Offers made.'),
  withheld: z.int().describe('Offers not made because the customer is in the holdout of the campaign.'),
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
