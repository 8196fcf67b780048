import type { ServerResponse } from 'node:http';

import { Controller, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { Actor, Command, type CommandRequest } from '@perennial/service';

import { approveAdjustment } from '../commands/adjust.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { PostedAdjustment } from './command-words.js';

@Controller('v1/adjustments')
export class ApproveAdjustmentRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/approve')
  @ApiOperation({ summary: 'A second person approves an adjustment: it is posted now.' })
  @ApiCreatedResponse({ standardSchema: PostedAdjustment })
  @ApiForbiddenResponse({ description: '`SAME_PERSON`: who proposed it cannot approve it. `FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ADJUSTMENT`' })
  @ApiConflictResponse({ description: '`ADJUSTMENT_DECIDED`' })
  async approve(
    @Param('id') adjustmentId: string,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => approveAdjustment(scope, adjustmentId, actor));
  }
}
