import type { ServerResponse } from 'node:http';

import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConflictResponse, ApiNotFoundResponse, ApiOperation } from '@nestjs/swagger';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { test } from '../endpoint-commands.js';
import { WebhookCommands } from '../webhook-commands.js';
import { givenId } from './given-id.js';

const answer = z.object({
  deliveryId: z.int().describe('`GET /v1/webhooks/deliveries` says what became of it.'),
  messageId: z.uuid().describe('The header `webhook-id`.'),
});

@Controller('v1/webhooks/endpoints')
export class TestEndpointRoute {
  constructor(@Inject(WebhookCommands) private readonly commands: WebhookCommands) {}

  @Post(':id/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Sends an endpoint a message of type perennial.webhook.test.v1, which tells of nothing.' })
  @ApiAcceptedResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ENDPOINT`' })
  @ApiConflictResponse({ description: '`ENDPOINT_DISABLED`' })
  async test(
    @Param('id') id: string,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, actor, response, (scope) => test(scope, givenId(id)));
  }
}
