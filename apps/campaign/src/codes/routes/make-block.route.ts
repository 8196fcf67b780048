import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { AmountMinor, Currency, Id, Instant, Sku, Word } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, Command, type Clock, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import type { CodeVault } from '../code-vault.js';
import { EXCLUSIVE } from '../domain/code-terms.js';
import { makeBlock } from '../make-block.js';
import { CODE_VAULT } from '../tokens.js';

const body = z
  .strictObject({
    name: Id.describe('What the block is called where its codes are counted.'),
    count: z.int().min(1).max(10_000_000),
    value: z.union(
      [
        z.strictObject({ percent: z.number().min(0.0001).max(100) }),
        z.strictObject({ amountMinor: AmountMinor.min(1), currency: Currency }),
        z.strictObject({ freeShipping: z.literal(true) }),
      ],
      { error: 'must have percent, amountMinor and currency, or freeShipping: true, and nothing else' },
    ),
    scope: z.strictObject({ categories: z.array(Word).optional(), skus: z.array(Sku).optional() }).optional(),
    validFrom: Instant.optional().describe('Inclusive. Absent: at once.'),
    validTo: Instant.optional().describe('Exclusive. Absent: no end.'),
    usesMax: z.int().min(1).max(1_000_000_000).default(1).describe('How many orders each code can be used on.'),
    stacking: Word.default(EXCLUSIVE).describe(
      '`exclusive`: with no other code. Any other word is a class, of which an order can have one code.',
    ),
  })
  .refine(({ validFrom, validTo }) => !validTo || !validFrom || Date.parse(validFrom) < Date.parse(validTo), {
    path: ['validTo'],
    error: 'must be after validFrom',
  });

@Controller('v1/codes')
export class MakeBlockRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CODE_VAULT) private readonly vault: CodeVault,
  ) {}

  @Post('blocks')
  @ApiOperation({
    summary:
      'Makes codes for anybody and sends them as CSV, one a line, while it makes them. They are valid when the answer has ended as it should; of one that breaks off, none is.',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'One column: `code`.', schema: { type: 'string' } })
  @ApiConflictResponse({ description: '`CODE_BLOCK_EXISTS`: the key was used for a block before.' })
  async make(
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Command() { key }: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const { validFrom, validTo, ...others } = wanted;
    const block = {
      ...others,
      validFrom: validFrom === undefined ? this.clock() : new Date(validFrom),
      ...(validTo !== undefined && { validTo: new Date(validTo) }),
    };
    await makeBlock(this.db, this.vault, { block, key }, response);
  }
}
