import type { ServerResponse } from 'node:http';

import { Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiCreatedResponse, ApiForbiddenResponse, ApiOperation } from '@nestjs/swagger';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { LedgerCommands } from '../commands/ledger-commands.js';
import { BalanceNow, GivenId } from '../routes/command-words.js';
import { correctMember } from './correct-member.js';

const mismatch = z.object({ account: z.uuid(), part: z.string(), stored: z.string(), expected: z.string() });

const answer = z.object({
  correctionId: GivenId.describe('The cause that the transfers name.'),
  points: z.int().describe('What the wallet has more now, or less.'),
  transfers: z
    .int()
    .describe('How many transfers were posted, those of others who hang together with the account among them.'),
  balance: BalanceNow,
  corrected: z.array(mismatch).describe('What differed.'),
  left: z.array(mismatch).describe('What differs still: it cannot be mended by posting.'),
});

@Controller('v1/ledger/mismatches')
export class CorrectMemberRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':account/correct')
  @ApiOperation({
    summary: 'Posts what brings an account to what its facts come to, and writes its wallet, lots and tier anew.',
    description:
      'For after somebody has found out why they differ. Where the facts are what was changed, restore them first: this would post what the changed ones come to.',
  })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiConflictResponse({ description: '`NOTHING_TO_CORRECT`: the account differs in nothing, or is none' })
  async correct(
    @Param('account', { schema: z.uuid() }) account: string,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => correctMember(scope, account, actor));
  }
}
