import type { ServerResponse } from 'node:http';

import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AmountMinor, OrderId } from '@perennial/contracts';
import { Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { CodeCheckout } from '../code-checkout.js';
import { endReservation } from '../end-reservation.js';

const answer = z.object({
  reservationId: z.uuid(),
  orderId: OrderId,
  discountMinor: AmountMinor.describe('What the codes take off the goods together, as at the reservation.'),
  shippingMinor: AmountMinor.optional().describe('What they take off the shipping that was told; else not there.'),
  status: z.enum(['committed', 'released']),
});

const ENDED =
  '`RESERVATION_ENDED`: committed or released before, its order used codes, holds others or was cancelled, or its time is over';

@Controller('v1/codes/reservations')
export class EndReservationRoute {
  constructor(@Inject(CodeCheckout) private readonly checkout: CodeCheckout) {}

  @Post(':id/commit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Uses the codes that a reservation holds on its order.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_RESERVATION`' })
  @ApiConflictResponse({ description: `${ENDED}; or one of the codes was taken back` })
  async commit(
    @Param('id', { schema: z.uuid() }) reservationId: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.checkout.answer(command, response, (tx, { clock }) =>
      endReservation(tx, clock, reservationId, 'commit'),
    );
  }

  @Post(':id/release')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lets go of the codes that a reservation holds.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_RESERVATION`' })
  @ApiConflictResponse({ description: ENDED })
  async release(
    @Param('id', { schema: z.uuid() }) reservationId: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.checkout.answer(command, response, (tx, { clock }) =>
      endReservation(tx, clock, reservationId, 'release'),
    );
  }
}
