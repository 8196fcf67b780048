import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CustomerId, Instant, parseInstant } from '@perennial/contracts';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { adjust } from '../commands/adjust.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { PostedAdjustment, Reason, WaitingAdjustment, WantedPoints } from './command-words.js';

const body = z.strictObject({
  points: WantedPoints.describe('Whole points; no more than have expired and were not brought back before.'),
  expiresAt: Instant.optional().describe('When they are gone; absent: as points that are given today.'),
  reason: Reason,
});

@Controller('v1/members')
export class ReinstateRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/reinstatements')
  @ApiOperation({
    summary: 'Brings expired points back, with a new date; above the limit of the programme a second person approves.',
  })
  @ApiCreatedResponse({ standardSchema: PostedAdjustment })
  @ApiAcceptedResponse({ standardSchema: WaitingAdjustment })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`' })
  @ApiConflictResponse({ description: '`INSUFFICIENT_EXPIRED_POINTS` with `missing`' })
  @ApiUnprocessableEntityResponse({ description: '`EXPIRY_IN_THE_PAST`' })
  async reinstatement(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const { points, expiresAt, reason } = wanted;
    const date = expiresAt === undefined ? undefined : parseInstant(expiresAt);
    const byHand = { kind: 'reinstatement', points: BigInt(points), expiresAt: date, reason } as const;
    await this.commands.answer(command, response, (scope) => adjust(scope, customerId, byHand, actor));
  }
}
