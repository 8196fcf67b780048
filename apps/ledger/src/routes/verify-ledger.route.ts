import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { ProgrammeStore } from '../programme/programme.store.js';
import type { VerifySeals } from '../sealing/sealing.module.js';
import { VERIFY_SEALS } from '../sealing/tokens.js';
import { verifyAll, type Verification } from '../store/verify-all.js';

const answer = z.object({
  ok: z.boolean(),
  transfers: z.int().describe('How many transfers were checked.'),
  checked: z.array(z.string()).describe('What was checked.'),
  firstDifference: z.object({ check: z.string(), detail: z.string() }).optional().describe('Absent when all is well.'),
});

@Controller('v1/ledger/verify')
export class VerifyLedgerRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
    @Inject(VERIFY_SEALS) private readonly verifySeals: VerifySeals,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'Holds balances, lots, tiers and counters against transfers and facts, computes every seal again, and compares.',
  })
  @ApiOkResponse({ standardSchema: answer })
  async verify(): Promise<Verification> {
    return verifyAll(this.db, this.programmes, this.verifySeals);
  }
}
