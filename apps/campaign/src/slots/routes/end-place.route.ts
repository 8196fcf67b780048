import type { ServerResponse } from 'node:http';

import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import type { Delivery } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, Command, DELIVERY, runCommand, sendAnswer, type Clock, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { endPlace } from '../end-place.js';
import type { OfferNamed } from '../reserve-place.js';

const answer = z.object({
  offerId: z.uuid(),
  slot: z.string(),
  at: z.string().describe('When the slot begins; RFC 3339, UTC.'),
  status: z.enum(['confirmed', 'cancelled']),
});

const UNKNOWN = '`UNKNOWN_OFFER`, `UNKNOWN_RESERVATION`';

@Controller('v1/members')
export class EndPlaceRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY) private readonly delivery: Pick<Delivery, 'wakePublisher'>,
  ) {}

  @Post(':id/offers/:offerId/slot/confirm')
  @HttpCode(200)
  @ApiOperation({ summary: 'Confirms the place that is held: the offer is redeemed.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: UNKNOWN })
  @ApiConflictResponse({
    description: '`RESERVATION_ENDED` with `standing`: confirmed or cancelled before, or its time is over',
  })
  async confirm(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Param('offerId', { schema: z.uuid() }) offerId: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.end(command, response, { customerId, offerId }, 'confirm');
  }

  @Post(':id/offers/:offerId/slot/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives the place back: others can have it, and the offer is open again.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: UNKNOWN })
  @ApiConflictResponse({
    description: '`RESERVATION_ENDED` with `standing`: cancelled before, its time is over, or the slot has begun',
  })
  async cancel(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Param('offerId', { schema: z.uuid() }) offerId: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.end(command, response, { customerId, offerId }, 'cancel');
  }

  private async end(
    command: CommandRequest,
    response: ServerResponse,
    named: OfferNamed,
    how: 'confirm' | 'cancel',
  ): Promise<void> {
    const now = this.clock();
    const ended = await runCommand(this.db, command, now, (tx) => endPlace({ tx, now }, named, how));
    if (ended.status < 400) this.delivery.wakePublisher();
    sendAnswer(response, ended);
  }
}
