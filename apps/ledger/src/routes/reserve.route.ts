import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiCreatedResponse, ApiNotFoundResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId, OrderId, Points } from '@perennial/contracts';
import { Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { LedgerCommands } from '../commands/ledger-commands.js';
import { reserve } from '../commands/reserve.js';
import { BalanceNow, GivenId, WantedPoints } from './command-words.js';

const body = z.strictObject({
  points: WantedPoints,
  ttlSeconds: z
    .int()
    .min(1)
    .max(30 * 86_400)
    .describe('How long they are held, up to 30 days; then they go back by themselves.'),
  orderId: OrderId.optional().describe(
    'The order they pay for: as it is returned points come back, cumulatively floor(points × returned amount ÷ totalMinor), all of them when it is cancelled.',
  ),
});

const answer = z.object({
  reservationId: GivenId.describe('For `POST /v1/reservations/{id}/commit` and `/release`.'),
  points: Points,
  until: z.string().describe('RFC 3339, UTC. No longer held from this instant on.'),
  balance: BalanceNow,
});

@Controller('v1/members')
export class ReserveRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/reservations')
  @ApiOperation({ summary: "Holds points of a member for a cart, the household's too." })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`' })
  @ApiConflictResponse({ description: '`INSUFFICIENT_POINTS` with `missing`' })
  async reserve(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => reserve(scope, customerId, wanted));
  }
}
