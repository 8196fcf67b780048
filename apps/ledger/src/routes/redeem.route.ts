import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CustomerId, Id, Points, Word } from '@perennial/contracts';
import { Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { LedgerCommands } from '../commands/ledger-commands.js';
import { redeem } from '../commands/redeem.js';
import { BalanceNow, GivenId } from './command-words.js';

const body = z.strictObject({
  rewardId: Id.describe('A reward of `GET /v1/rewards`.'),
  choice: Word.optional().describe('One of the variants of the reward; needed where it has some.'),
  quantity: z.int().min(1).max(100).default(1),
});

const answer = z.object({
  redemptionId: GivenId.describe('For giving the points back: `POST /v1/redemptions/{id}/reversal`.'),
  points: Points.describe('What was spent.'),
  balance: BalanceNow,
  code: z.string().optional().describe('Of a discount: what the member types in.'),
});

@Controller('v1/members')
export class RedeemRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/redemptions')
  @ApiOperation({ summary: "Gives a member a reward for points, the household's too." })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`, `UNKNOWN_REWARD`' })
  @ApiConflictResponse({ description: '`INSUFFICIENT_POINTS` with `missing`, `OUT_OF_STOCK`' })
  @ApiUnprocessableEntityResponse({ description: '`UNKNOWN_CHOICE` with `choices`' })
  async redeem(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => redeem(scope, customerId, wanted));
  }
}
