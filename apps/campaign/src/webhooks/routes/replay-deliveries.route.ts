import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Instant } from '@perennial/contracts';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { replay } from '../endpoint-commands.js';
import type { Replay } from '../queries/replay-deliveries.js';
import { WebhookCommands } from '../webhook-commands.js';

const body = z
  .strictObject({
    endpoint: z.uuid().describe('Whose deliveries.'),
    ids: z.array(z.int().min(1)).min(1).max(1_000).optional().describe('Which of them, in whatever state they are.'),
    state: z.literal('dead').optional().describe('Instead of `ids`: all that are dead.'),
    since: Instant.optional().describe('Beside `state`: only those owed at this instant or after.'),
  })
  .refine(({ ids, state }) => (ids === undefined) !== (state === undefined), {
    error: 'must have either ids, or state: dead',
  })
  .refine(({ ids, since }) => ids === undefined || since === undefined, { error: 'must not have since beside ids' });

const answer = z.object({
  replayed: z.int().describe('Deliveries that are due now.'),
  more: z.boolean().describe('There may be more than these 10,000: ask again, with a new key.'),
});

@Controller('v1/webhooks/deliveries')
export class ReplayDeliveriesRoute {
  constructor(@Inject(WebhookCommands) private readonly commands: WebhookCommands) {}

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sends deliveries again, with the ids they had: those that are named, or all that are dead.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ENDPOINT`' })
  async replay(
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, actor, response, (scope) => replay(scope, wanted.endpoint, whichOf(wanted)));
  }
}

function whichOf({ ids, since }: z.output<typeof body>): Replay {
  return ids ? { ids } : { since: since === undefined ? undefined : new Date(since) };
}
