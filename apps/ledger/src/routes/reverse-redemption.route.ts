import type { ServerResponse } from 'node:http';

import { Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiCreatedResponse, ApiNotFoundResponse, ApiOperation } from '@nestjs/swagger';
import { Points } from '@perennial/contracts';
import { Command, MayNameActor, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { LedgerCommands } from '../commands/ledger-commands.js';
import { reverseRedemption } from '../commands/reverse-redemption.js';
import { BalanceNow, GivenId } from './command-words.js';

const answer = z.object({
  redemptionId: GivenId,
  points: Points.describe('What was redeemed. What of it has expired meanwhile stays gone; debt is repaid first.'),
  balance: BalanceNow,
});

@Controller('v1/redemptions')
export class ReverseRedemptionRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/reversal')
  @MayNameActor()
  @ApiOperation({ summary: 'Gives the points of a redemption back, once; its stock and slots are free again.' })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_REDEMPTION`' })
  @ApiConflictResponse({ description: '`ALREADY_REVERSED`' })
  async reverse(
    @Param('id') redemptionId: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => reverseRedemption(scope, redemptionId));
  }
}
