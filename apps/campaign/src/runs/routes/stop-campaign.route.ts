import type { ServerResponse } from 'node:http';

import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Command, type CommandRequest } from '@perennial/service';

import { CampaignCommands } from '../campaign-commands.js';
import { UNKNOWN_CAMPAIGN } from '../find-campaign.js';
import { stopCampaign } from '../stop-campaign.js';
import { RunJson } from './run-json.js';

@Controller('v1/campaigns')
export class StopCampaignRoute {
  constructor(@Inject(CampaignCommands) private readonly commands: CampaignCommands) {}

  @Post(':id/stop')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Stops an ad-hoc campaign, or what a campaign had begun that the document has no more: nobody else is decided about.',
    description: 'What was offered stays.',
  })
  @ApiOkResponse({ standardSchema: RunJson })
  @ApiNotFoundResponse({ description: UNKNOWN_CAMPAIGN })
  @ApiConflictResponse({ description: '`CAMPAIGN_OF_DOCUMENT`' })
  async stop(
    @Param('id', { schema: Id }) campaignId: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, ({ tx, programme, clock }) =>
      stopCampaign(tx, programme, campaignId, clock),
    );
  }
}
