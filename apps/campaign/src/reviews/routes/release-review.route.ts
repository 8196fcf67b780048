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
export class ReleaseReviewRoute {
  constructor(@Inject(ReviewCommands) private readonly commands: ReviewCommands) {}

  @Post(':id/release')
  @HttpCode(200)
  @ApiOperation({ summary: 'Releases a held review. What is known against it now does not hold it again.' })
  @ApiOkResponse({ standardSchema: decidedReview })
  @ApiForbiddenResponse({ description: '`FORGOTTEN_PERSON`' })
  @ApiNotFoundResponse({ description: '`UNKNOWN_REVIEW`' })
  @ApiConflictResponse({ description: '`REVIEW_NOT_HELD` with `standing`' })
  async release(
    @Param('id', { schema: Id }) reviewId: string,
    @Body({ schema: wantedDecision }) { reason }: z.output<typeof wantedDecision>,
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, reviewId, 'released', { actor, remark: reason });
  }
}
