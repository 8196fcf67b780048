import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { Command, MayNameActor, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { formHousehold } from '../commands/form-household.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { GivenId } from './command-words.js';

const body = z.strictObject({
  members: z.array(CustomerId).min(2).max(100).describe('At most as many as the programme says.'),
});

const answer = z.object({
  householdId: GivenId,
  members: z.array(z.string()).describe('In the order in which their points are drawn where dates are equal.'),
});

@Controller('v1/households')
export class FormHouseholdRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post()
  @MayNameActor()
  @ApiOperation({ summary: 'Members redeem together from now on; their balances stay their own.' })
  @ApiCreatedResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: one of them' })
  @ApiConflictResponse({ description: '`ALREADY_IN_HOUSEHOLD`: one of them' })
  @ApiUnprocessableEntityResponse({
    description: '`NO_HOUSEHOLDS`, `HOUSEHOLD_TOO_LARGE` with `membersMax`, `MEMBER_TWICE`',
  })
  async form(
    @Body({ schema: body }) { members }: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => formHousehold(scope, members));
  }
}
