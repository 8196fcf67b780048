import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { OrderId, Points } from '@perennial/contracts';
import { Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { endReservation } from '../commands/end-reservation.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { BalanceNow, GivenId } from './command-words.js';

const body = z
  .strictObject({
    orderId: OrderId.optional().describe(
      'The order they pay for, if it was not known at the reservation: as it is returned points come back. Absent: the one named there, if any.',
    ),
  })
  .optional();

const answer = z.object({
  reservationId: GivenId,
  points: Points,
  status: z.literal('committed'),
  balance: BalanceNow,
});

@Controller('v1/reservations')
export class CommitReservationRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/commit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Spends the points that a reservation holds.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_RESERVATION`' })
  @ApiConflictResponse({
    description:
      '`RESERVATION_ENDED`: committed or released before, or its time is over. `OTHER_ORDER`: reserved for another order, `orderId`',
  })
  async commit(
    @Param('id') reservationId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) =>
      endReservation(scope, reservationId, 'commit', wanted?.orderId),
    );
  }
}
