import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CustomerId, Word } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, Command, runCommand, sendAnswer, type Clock, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../../results/tokens.js';
import { reservePlace } from '../reserve-place.js';

const body = z.strictObject({
  slot: Word.describe('One of `GET /v1/campaigns/{id}/slots`.'),
  ttlSeconds: z
    .int()
    .min(1)
    .max(30 * 86_400)
    .describe('How long it is held, up to 30 days, and no longer than the offer is valid and the slot has not begun.'),
});

const answer = z.object({
  offerId: z.uuid(),
  slot: z.string(),
  at: z.string().describe('When the slot begins; RFC 3339, UTC.'),
  status: z.literal('reserved'),
  until: z.string().describe('RFC 3339, UTC. No longer held from this instant on.'),
});

@Controller('v1/members')
export class ReservePlaceRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Post(':id/offers/:offerId/slot')
  @ApiOperation({ summary: 'Holds a place in a slot of an experience that was offered.' })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_OFFER`' })
  @ApiConflictResponse({ description: '`OUT_OF_STOCK`, `ALREADY_RESERVED`, `OFFER_ENDED`, `SLOT_OVER`' })
  @ApiUnprocessableEntityResponse({ description: '`UNKNOWN_SLOT` with `slots`' })
  async reserve(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Param('offerId', { schema: z.uuid() }) offerId: string,
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const now = this.clock();
    const { programme } = this.settings;
    const reserved = await runCommand(this.db, command, now, (tx) =>
      reservePlace({ tx, now, programme }, { customerId, offerId }, wanted),
    );
    sendAnswer(response, reserved);
  }
}
