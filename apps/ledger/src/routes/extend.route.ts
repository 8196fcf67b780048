import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { CustomerId, Instant, parseInstant } from '@perennial/contracts';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { adjust } from '../commands/adjust.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { PostedAdjustment, Reason, WaitingAdjustment } from './command-words.js';

const body = z.strictObject({
  expiresAt: Instant.describe('When they are gone from now on; lots that last longer keep their date.'),
  expiringBy: Instant.optional().describe(
    'Only lots that would be gone by this instant, inclusive; absent: all that would be gone before `expiresAt`.',
  ),
  reason: Reason,
});

@Controller('v1/members')
export class ExtendRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/extensions')
  @ApiOperation({
    summary: 'Gives points in the wallet a later date; above the limit of the programme a second person approves.',
  })
  @ApiCreatedResponse({ standardSchema: PostedAdjustment })
  @ApiAcceptedResponse({ standardSchema: WaitingAdjustment })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`' })
  @ApiConflictResponse({ description: '`NOTHING_TO_EXTEND`' })
  async extension(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const { expiresAt, expiringBy, reason } = wanted;
    const byHand = {
      kind: 'extension',
      reason,
      expiresAt: parseInstant(expiresAt) ?? NaN,
      ...(expiringBy === undefined ? {} : { expiringBy: parseInstant(expiringBy) }),
    } as const;
    await this.commands.answer(command, response, (scope) => adjust(scope, customerId, byHand, actor));
  }
}
