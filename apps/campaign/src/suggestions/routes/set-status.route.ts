import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import type { Delivery } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import {
  Actor,
  CLOCK,
  Command,
  DELIVERY,
  runCommand,
  sendAnswer,
  type Clock,
  type CommandRequest,
} from '@perennial/service';
import { z } from 'zod';

import { setStatus } from '../set-status.js';
import { DecidedStatus } from './suggestion-words.js';

const body = z.strictObject({ status: DecidedStatus });

const answer = z.object({
  suggestionId: z.uuid(),
  status: DecidedStatus,
  changedAt: z.string().describe('RFC 3339, UTC.'),
});

@Controller('v1/suggestions')
export class SetStatusRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY) private readonly delivery: Pick<Delivery, 'wakePublisher'>,
  ) {}

  @Post(':id/status')
  @HttpCode(200)
  @ApiOperation({ summary: 'Says what becomes of a suggestion, and has its customer told: once for each status.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_SUGGESTION`' })
  @ApiConflictResponse({ description: '`SUGGESTION_STATUS` with `standing` and `next`' })
  async set(
    @Param('id', { schema: z.uuid() }) suggestionId: string,
    @Body({ schema: body }) { status }: z.output<typeof body>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const { clock } = this;
    const changed = await runCommand(this.db, command, clock(), (tx) =>
      setStatus({ tx, clock }, suggestionId, { status, actor }),
    );
    if (changed.status < 400) this.delivery.wakePublisher();
    sendAnswer(response, changed);
  }
}
