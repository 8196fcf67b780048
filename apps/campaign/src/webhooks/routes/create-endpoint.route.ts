import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Actor, Command, wantedText, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { create } from '../endpoint-commands.js';
import { Endpoint, EventTypes, SecretShownOnce } from '../shown-endpoint.js';
import { WebhookCommands } from '../webhook-commands.js';

const body = z.strictObject({
  url: z
    .string()
    .max(2_000)
    .refine((text) => URL.canParse(text), { error: 'must be a URL, such as https://shop.example/loyalty' })
    .describe('https, of the public internet.'),
  types: EventTypes,
  description: wantedText(500).optional().describe('For people.'),
});

const answer = Endpoint.extend({ secret: SecretShownOnce });

@Controller('v1/webhooks/endpoints')
export class CreateEndpointRoute {
  constructor(@Inject(WebhookCommands) private readonly commands: WebhookCommands) {}

  @Post()
  @ApiOperation({ summary: 'Has everything of some types that is published from now on sent to a URL.' })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: '`WEBHOOK_URL_REFUSED`' })
  async create(
    @Body({ schema: body }) wanted: z.output<typeof body>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, actor, response, (scope) => create(scope, wanted));
  }
}
