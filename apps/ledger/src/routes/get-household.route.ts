import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Points } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, ProblemError, type Clock } from '@perennial/service';
import { z } from 'zod';

import { isGivenId } from '../commands/given-id.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { findCustomer } from '../store/queries/find-customer.js';
import { findHousehold } from '../store/queries/find-household.js';
import { viewMember } from '../store/view-member.js';
import { GivenId } from './command-words.js';

const answer = z.object({
  householdId: GivenId,
  members: z.array(z.string()).describe('Who is in it now; none when only one was left.'),
  available: Points.describe('What they can spend together now.'),
});

@Controller('v1/households')
export class GetHouseholdRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'Who redeems together, and how much they can spend.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_HOUSEHOLD`' })
  async get(@Param('id') householdId: string): Promise<z.output<typeof answer>> {
    const listed = isGivenId(householdId) ? await findHousehold(this.db, householdId) : undefined;
    if (!listed) throw new ProblemError(404, 'UNKNOWN_HOUSEHOLD', 'There is no household with this id.');
    const programmes = await this.programmes.inForce(this.db);
    const all = new Set(listed);
    const members: string[] = [];
    let available = 0n;
    // Whoever was merged is who they were merged into: a set grows while it is gone through.
    for (const customerId of all) {
      const view = await viewMember(this.db, programmes, customerId, { at: this.clock(), by: 'event', isNow: true });
      const into = view?.mergedInto === undefined ? undefined : await findCustomer(this.db, view.mergedInto);
      if (into !== undefined) all.add(into);
      if (view?.householdId !== householdId) continue;
      members.push(customerId);
      available += view.balance.available;
    }
    return { householdId, members, available: Number(available) };
  }
}
