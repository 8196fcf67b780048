import type { ServerResponse } from 'node:http';

import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Command, type CommandRequest } from '@perennial/service';
import type { z } from 'zod';

import { CodeCheckout } from '../code-checkout.js';
import { CodeAnswer, codeAnswerOf, OrderBody, orderOf } from '../order-body.js';

@Controller('v1/codes')
export class RedeemCodeRoute {
  constructor(@Inject(CodeCheckout) private readonly checkout: CodeCheckout) {}

  @Post(':code/redeem')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Uses a code on an order, once: asked again for the same order, also with another key, the answer is the same.',
  })
  @ApiOkResponse({ standardSchema: CodeAnswer })
  @ApiTooManyRequestsResponse({ description: '`TOO_MANY_UNKNOWN_CODES`' })
  async redeem(
    @Param('code', { schema: Id }) code: string,
    @Body({ schema: OrderBody }) body: z.output<typeof OrderBody>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.checkout.redeem({ command, response }, [code], orderOf(body), (judged) =>
      Object.assign({}, ...judged.map(codeAnswerOf)),
    );
  }
}
