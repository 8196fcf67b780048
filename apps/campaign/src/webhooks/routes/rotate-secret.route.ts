import type { ServerResponse } from 'node:http';

import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Actor, Command, type CommandRequest } from '@perennial/service';

import { rotateSecret } from '../endpoint-commands.js';
import { Endpoint, SecretShownOnce } from '../shown-endpoint.js';
import { WebhookCommands } from '../webhook-commands.js';
import { givenId } from './given-id.js';

const answer = Endpoint.extend({ secret: SecretShownOnce });

@Controller('v1/webhooks/endpoints')
export class RotateSecretRoute {
  constructor(@Inject(WebhookCommands) private readonly commands: WebhookCommands) {}

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives an endpoint a new secret; the one of before signs beside for 24 hours.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ENDPOINT`' })
  async rotate(
    @Param('id') id: string,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, actor, response, (scope) => rotateSecret(scope, givenId(id)));
  }
}
