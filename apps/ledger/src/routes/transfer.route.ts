import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CustomerId, Points } from '@perennial/contracts';
import { Command, MayNameActor, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { LedgerCommands } from '../commands/ledger-commands.js';
import { transfer } from '../commands/transfer.js';
import { BalanceNow, GivenId, WantedPoints } from './command-words.js';

const body = z.strictObject({ to: CustomerId.describe('Who gets them.'), points: WantedPoints });

const answer = z.object({ transferId: GivenId, points: Points, balance: BalanceNow });

@Controller('v1/members')
export class TransferRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/transfers')
  @MayNameActor()
  @ApiOperation({ summary: 'Gives points of a member to another one; they keep their dates.' })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: either of the two' })
  @ApiConflictResponse({ description: '`INSUFFICIENT_POINTS` with `missing`' })
  @ApiUnprocessableEntityResponse({ description: '`TRANSFER_TO_ONESELF`' })
  async transfer(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => transfer(scope, customerId, wanted));
  }
}
