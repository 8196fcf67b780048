import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { verifyLedger, type Verification } from '../store/queries/verify-ledger.js';

const answer = z.object({
  ok: z.boolean(),
  transfers: z.int().describe('How many transfers were checked.'),
  checked: z.array(z.string()).describe('What was checked.'),
  firstDifference: z.object({ check: z.string(), detail: z.string() }).optional().describe('Absent when all is well.'),
});

@Controller('v1/ledger/verify')
export class VerifyLedgerRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'Computes balances, lots and counters again from the transfers and compares.' })
  @ApiOkResponse({ standardSchema: answer })
  verify(): Promise<Verification> {
    return verifyLedger(this.db);
  }
}
