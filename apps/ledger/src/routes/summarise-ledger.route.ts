import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import { summariseLedger, type LedgerSummary } from '../store/queries/summarise-ledger.js';

const answer = z.object({
  events: z.int().describe('Events accepted.'),
  rewardsIssued: z.int().describe('Messages of kind points on loyalty.reward-issued.'),
  pointsIssued: z.number().describe('Points earned, as the facts stand now.'),
  pointsExpired: z.number().describe('Gone by expiry up to now.'),
  pointsOutstanding: z.number().describe("Points in members' wallets."),
  members: z.int().describe('Customers that an accepted event has named.'),
});

@Controller('v1/ledger/summary')
export class SummariseLedgerRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The ledger in six numbers; above 2^53 they are rounded.' })
  @ApiOkResponse({ standardSchema: answer })
  summarise(): Promise<LedgerSummary> {
    return summariseLedger(this.db, this.clock());
  }
}
