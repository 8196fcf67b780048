import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { ProblemError } from '@perennial/service';
import { z } from 'zod';

import { proveTransfer, transferProof, type TransferProof } from './prove-transfer.js';

@Controller('v1/ledger/proofs')
export class GetProofRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get(':transferId')
  @ApiOperation({ summary: 'A proof that a transfer was sealed, to be checked with the public key alone.' })
  @ApiOkResponse({ standardSchema: transferProof })
  @ApiNotFoundResponse({ description: '`UNKNOWN_TRANSFER`: no such transfer was booked.' })
  @ApiConflictResponse({ description: '`NOT_SEALED_YET`; or `LEDGER_CHANGED`: the rows are not what was booked.' })
  async get(@Param('transferId', { schema: z.uuid() }) transferId: string): Promise<TransferProof> {
    const proof = await proveTransfer(this.db, transferId);
    switch (proof) {
      case 'unknown':
        throw new ProblemError(404, 'UNKNOWN_TRANSFER', 'No transfer with this id was booked.');
      case 'unsealed':
        throw new ProblemError(409, 'NOT_SEALED_YET', 'The transfer is not sealed yet. Ask again in a few seconds.');
      case 'changed':
        throw new ProblemError(409, 'LEDGER_CHANGED', 'The stored rows are not what was booked: verify the ledger.');
      default:
        return proof;
    }
  }
}
