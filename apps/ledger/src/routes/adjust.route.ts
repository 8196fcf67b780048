import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { adjust } from '../commands/adjust.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { PostedAdjustment, Reason, SignedPoints, WaitingAdjustment } from './command-words.js';

const body = z.strictObject({
  points: SignedPoints,
  reason: Reason,
});

@Controller('v1/members')
export class AdjustRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/adjustments')
  @ApiOperation({
    summary: 'Gives or takes points by hand; above the limit of the programme a second person approves.',
  })
  @ApiCreatedResponse({ standardSchema: PostedAdjustment })
  @ApiAcceptedResponse({ standardSchema: WaitingAdjustment })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`' })
  async adjust(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Body({ schema: body }) { points, reason }: z.output<typeof body>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) =>
      adjust(scope, customerId, { kind: 'adjustment', points: BigInt(points), reason }, actor),
    );
  }
}
