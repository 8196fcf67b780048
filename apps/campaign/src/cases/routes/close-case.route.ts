import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
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

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../../results/tokens.js';
import { closeCase } from '../close-case.js';
import { Outcome } from './case-words.js';

const body = z.strictObject({
  outcome: Outcome,
  themes: z
    .array(z.string().max(255))
    .max(50)
    .optional()
    .describe("What it was about: some of the programme's themes. Absent: those it was opened with."),
});

const answer = z.object({
  caseId: z.uuid(),
  closedAt: z.string().describe('RFC 3339, UTC.'),
  inTime: z.boolean(),
  outcome: Outcome,
  themes: z.array(z.string()),
});

@Controller('v1/cases')
export class CloseCaseRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY) private readonly delivery: Pick<Delivery, 'wakePublisher'>,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: Pick<CampaignSettings, 'programme'>,
  ) {}

  @Post(':id/close')
  @HttpCode(200)
  @ApiOperation({ summary: 'Closes a case, with what came of it. It is not opened again.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_CASE`' })
  @ApiConflictResponse({ description: '`CASE_CLOSED` with `closedAt`, `by` and `outcome`' })
  @ApiUnprocessableEntityResponse({ description: '`UNKNOWN_THEME`' })
  async close(
    @Param('id', { schema: z.uuid() }) caseId: string,
    @Body({ schema: body }) { outcome, themes }: z.output<typeof body>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const { clock } = this;
    const names = this.settings.programme.themes?.names ?? [];
    const closed = await runCommand(this.db, command, clock(), (tx) =>
      closeCase({ tx, clock }, caseId, { outcome, themes, actor }, names),
    );
    if (closed.status < 400) this.delivery.wakePublisher();
    sendAnswer(response, closed);
  }
}
