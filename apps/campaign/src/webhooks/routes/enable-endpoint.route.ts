import type { ServerResponse } from 'node:http';

import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Actor, Command, type CommandRequest } from '@perennial/service';

import { enable } from '../endpoint-commands.js';
import { Endpoint } from '../shown-endpoint.js';
import { WebhookCommands } from '../webhook-commands.js';
import { givenId } from './given-id.js';

@Controller('v1/webhooks/endpoints')
export class EnableEndpointRoute {
  constructor(@Inject(WebhookCommands) private readonly commands: WebhookCommands) {}

  @Post(':id/enable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sends to a disabled endpoint again, beginning with what it was owed meanwhile.' })
  @ApiOkResponse({ standardSchema: Endpoint })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ENDPOINT`' })
  async enable(
    @Param('id') id: string,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, actor, response, (scope) => enable(scope, givenId(id)));
  }
}
