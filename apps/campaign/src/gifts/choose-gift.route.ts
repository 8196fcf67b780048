import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CustomerId, Word } from '@perennial/contracts';
import type { Delivery } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, Command, DELIVERY, runCommand, sendAnswer, type Clock, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { chooseGift } from './choose-gift.js';

const body = z.strictObject({
  choice: Word.optional().describe('One of `choices`; left out where there are none.'),
  note: z
    .string()
    .min(1)
    .max(2_000)
    .regex(/^[^\u0000\ud800-\udfff]*$/u, { error: 'must not contain NUL or half a surrogate pair' })
    .optional()
    .describe('Text to go with the gift, at most `noteMax` characters.'),
});

const answer = z.object({
  offerId: z.uuid(),
  choice: z.string().optional(),
  chosenAt: z.string().describe('RFC 3339, UTC.'),
});

@Controller('v1/members')
export class ChooseGiftRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY) private readonly delivery: Pick<Delivery, 'wakePublisher'>,
  ) {}

  @Post(':id/offers/:offerId/choose')
  @HttpCode(200)
  @ApiOperation({ summary: 'Chooses the variant of a gift, and the note that goes with it: once.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_OFFER`' })
  @ApiConflictResponse({ description: '`ALREADY_CHOSEN`' })
  @ApiUnprocessableEntityResponse({ description: '`UNKNOWN_CHOICE` with `choices`; `NOTE_REFUSED` with `noteMax`' })
  async choose(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Param('offerId', { schema: z.uuid() }) offerId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const { clock } = this;
    const chosen = await runCommand(this.db, command, clock(), (tx) =>
      chooseGift({ tx, clock }, { customerId, offerId }, wanted),
    );
    if (chosen.status < 400) this.delivery.wakePublisher();
    sendAnswer(response, chosen);
  }
}
