import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import type { z } from 'zod';

import { CodeCheckout } from '../code-checkout.js';
import { CodesAnswer, codesAnswerOf, CodesBody, orderOf } from '../order-body.js';

@Controller('v1/codes')
export class ValidateCodesRoute {
  constructor(@Inject(CodeCheckout) private readonly checkout: CodeCheckout) {}

  @Post('validate')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Which of several codes are best for the member on an order, and why not the others. Those that are valid can be redeemed together. Changes nothing.',
  })
  @ApiOkResponse({ standardSchema: CodesAnswer })
  @ApiTooManyRequestsResponse({ description: '`TOO_MANY_UNKNOWN_CODES`' })
  async validate(
    @Body({ schema: CodesBody }) { codes, order }: z.output<typeof CodesBody>,
  ): Promise<z.output<typeof CodesAnswer>> {
    return codesAnswerOf(await this.checkout.validate(codes, orderOf(order)));
  }
}
