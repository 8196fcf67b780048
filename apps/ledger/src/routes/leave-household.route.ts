import type { ServerResponse } from 'node:http';

import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { Command, MayNameActor, type CommandRequest } from '@perennial/service';
import { z } from 'zod';

import { leaveHousehold } from '../commands/leave-household.js';
import { LedgerCommands } from '../commands/ledger-commands.js';
import { GivenId } from './command-words.js';

const answer = z.object({
  householdId: GivenId,
  members: z.array(z.string()).describe('Who is still in it; none when only one was left, who is no household.'),
});

@Controller('v1/members')
export class LeaveHouseholdRoute {
  constructor(@Inject(LedgerCommands) private readonly commands: LedgerCommands) {}

  @Post(':id/household/leave')
  @MayNameActor()
  @HttpCode(200)
  @ApiOperation({
    summary: 'A member leaves the household: everybody keeps their own points with their dates.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`' })
  @ApiConflictResponse({ description: '`NOT_IN_HOUSEHOLD`' })
  async leave(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    await this.commands.answer(command, response, (scope) => leaveHousehold(scope, customerId));
  }
}
