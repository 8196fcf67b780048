import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { AdHocCampaign } from '@perennial/programme';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { CampaignCommands } from '../campaign-commands.js';
import { startCampaign } from '../start-campaign.js';

const answer = z.object({
  campaignId: z.string().describe('The id that was sent, behind `ad-hoc.`: what everything else calls it.'),
  dueAt: z.string(),
  programmeVersion: z.int().describe('In force when it was accepted.'),
});

@Controller('v1/campaigns')
export class StartCampaignRoute {
  constructor(@Inject(CampaignCommands) private readonly commands: CampaignCommands) {}

  @Post()
  @ApiOperation({
    summary:
      'Runs a campaign that stands in no document, once: for an audience or a condition, at an instant or at once.',
    description:
      'The body is a campaign as the programme document has it, with a trigger of kind schedule; without `at` it runs at once. It passes the same questions as any other.',
  })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: `errors` lists each field and what would be right' })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiConflictResponse({ description: '`CAMPAIGN_TAKEN`' })
  async start(
    @Body({ schema: AdHocCampaign }) wanted: z.output<typeof AdHocCampaign>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => startCampaign({ ...scope, actor }, wanted));
  }
}
