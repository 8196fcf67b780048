import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { z } from 'zod';

import { pemOf, type TrustedKeys } from './signing-key.js';
import { TRUSTED_KEYS } from './tokens.js';

const answer = z.array(
  z.object({
    keyId: z.string().describe('The first 16 hex digits of the SHA-256 of the key in DER (SPKI).'),
    publicKeyPem: z.string(),
  }),
);

@Controller('v1/ledger/signing-keys')
export class ListSigningKeysRoute {
  constructor(@Inject(TRUSTED_KEYS) private readonly keys: TrustedKeys) {}

  @Get()
  @ApiOperation({ summary: 'The public keys of checkpoints: the one in use first, then those that were.' })
  @ApiOkResponse({ standardSchema: answer })
  list(): z.output<typeof answer> {
    return [...this.keys].map(([keyId, key]) => ({ keyId, publicKeyPem: pemOf(key) }));
  }
}
