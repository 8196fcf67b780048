import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { CodeCheckout } from '../code-checkout.js';
import { CodesAnswer, CodesBody, orderOf, redeemedAnswerOf } from '../order-body.js';
import { reserveCodes } from '../reserve-codes.js';

const body = CodesBody.extend({
  ttlSeconds: z
    .int()
    .min(1)
    .max(30 * 86_400)
    .describe('How long they are held, up to 30 days, and no longer than each is valid; then others can use them.'),
});

const answer = CodesAnswer.extend({
  reservationId: z.uuid().describe('For `POST /v1/codes/reservations/{id}/commit` and `/release`.'),
  until: z.string().describe('RFC 3339, UTC. No longer held from this instant on.'),
});

@Controller('v1/codes/reservations')
export class ReserveCodesRoute {
  constructor(@Inject(CodeCheckout) private readonly checkout: CodeCheckout) {}

  @Post()
  @ApiOperation({
    summary: 'Holds codes for a cart: all of them, or none where one is not valid.',
    description:
      'The order that they are for uses them as if nobody held them. What was held for it before is let go; what it uses already is not held beside.',
  })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiOkResponse({
    standardSchema: CodesAnswer,
    description:
      'Nothing is held: one of them is not valid, or the order uses all of them already. What was held for it before still is.',
  })
  @ApiTooManyRequestsResponse({ description: '`TOO_MANY_UNKNOWN_CODES`' })
  async reserve(
    @Body({ schema: body }) { order, ...wanted }: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.checkout.answer(command, response, async (tx, scope) => {
      const { judged, reservation } = await reserveCodes(tx, scope, wanted, orderOf(order));
      const told = redeemedAnswerOf(judged);
      if (!reservation) return { status: 200, body: told };
      const { reservationId, until } = reservation;
      return { status: 201, body: { ...told, reservationId, until: until.toISOString() } };
    });
  }
}
