import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Actor, Command, type CommandRequest } from '@perennial/service';
import type { z } from 'zod';

import { ReviewCommands } from '../review-commands.js';
import { decidedReview, wantedDecision } from './review-words.js';

@Controller('v1/reviews')
export class ConfirmReviewRoute {
  constructor(@Inject(ReviewCommands) private readonly commands: ReviewCommands) {}

  @Post(':id/confirm')
  @HttpCode(200)
  @ApiOperation({ summary: 'Finds that a held review is not to be believed. That is final.' })
  @ApiOkResponse({ standardSchema: decidedReview })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_REVIEW`' })
  @ApiConflictResponse({ description: '`REVIEW_NOT_HELD` with `standing`' })
  async confirm(
    @Param('id', { schema: Id }) reviewId: string,
    @Body({ schema: wantedDecision }) { reason }: z.output<typeof wantedDecision>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, reviewId, 'confirmed', { actor, remark: reason });
  }
}
