import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { declineAdjustment } from '../commands/adjust.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { GivenId, Reason, SignedPoints } from './command-words.js';

const body = z.strictObject({ reason: Reason });

const answer = z.object({
  adjustmentId: GivenId,
  status: z.literal('declined'),
  points: SignedPoints.describe('What was not posted.'),
});

@Controller('v1/adjustments')
export class DeclineAdjustmentRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/decline')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Declines an adjustment that waits, or withdraws it: it is never posted and cannot be approved any more.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ADJUSTMENT`' })
  @ApiConflictResponse({ description: '`ADJUSTMENT_DECIDED`' })
  async decline(
    @Param('id') adjustmentId: string,
    @Body({ schema: body }) { reason }: z.output<typeof body>,
    @Actor() declinedBy: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) =>
      declineAdjustment(scope, adjustmentId, { declinedBy, reason }),
    );
  }
}
