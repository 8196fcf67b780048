import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import type { z } from 'zod';

import { CodeCheckout } from '../code-checkout.js';
import { CodeAnswer, codeAnswerOf, OrderBody, orderOf } from '../order-body.js';

@Controller('v1/codes')
export class ValidateCodeRoute {
  constructor(@Inject(CodeCheckout) private readonly checkout: CodeCheckout) {}

  @Post(':code/validate')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a code would take off an order now. Changes nothing.' })
  @ApiOkResponse({ standardSchema: CodeAnswer })
  @ApiTooManyRequestsResponse({ description: '`TOO_MANY_UNKNOWN_CODES`' })
  async validate(
    @Param('code', { schema: Id }) code: string,
    @Body({ schema: OrderBody }) body: z.output<typeof OrderBody>,
  ): Promise<z.output<typeof CodeAnswer> | undefined> {
    const [judged] = await this.checkout.validate([code], orderOf(body));
    return judged && codeAnswerOf(judged);
  }
}
