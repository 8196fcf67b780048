import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { Command, type CommandRequest } from '@perennial/service';
import type { z } from 'zod';

import { CodeCheckout } from '../code-checkout.js';
import { CodesAnswer, CodesBody, orderOf, redeemedAnswerOf } from '../order-body.js';

@Controller('v1/codes')
export class RedeemCodesRoute {
  constructor(@Inject(CodeCheckout) private readonly checkout: CodeCheckout) {}

  @Post('redeem')
  @HttpCode(200)
  @ApiOperation({ summary: 'Uses several codes on an order: all of them, or none where one is not valid.' })
  @ApiOkResponse({ standardSchema: CodesAnswer })
  @ApiTooManyRequestsResponse({ description: '`TOO_MANY_UNKNOWN_CODES`' })
  async redeem(
    @Body({ schema: CodesBody }) { codes, order }: z.output<typeof CodesBody>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.checkout.redeem({ command, response }, codes, orderOf(order), redeemedAnswerOf);
  }
}
