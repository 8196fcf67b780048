import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import { marginOf } from '../domain/settlement.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { coalitionOf, isProvisional, monthOf, partnersOf, readStatements } from './read-statements.js';
import { monthShape, noCoalition, statementJson, statementQuery, statementShape } from './statement-json.js';

const answer = z.object({
  ...monthShape,
  partners: z.array(z.object(statementShape)),
  marginMinor: z.int().describe('What the programme keeps: all `netMinor` and this sum to 0.'),
});

@Controller('v1/partners/statements')
export class ListPartnerStatementsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The settlement of a month with all partners, which nets to 0.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`NO_COALITION`: the programme has no partners.' })
  async list(
    @Query({ schema: statementQuery }) query: z.output<typeof statementQuery>,
  ): Promise<z.output<typeof answer>> {
    const programmes = await this.programmes.inForce(this.db);
    const coalition = coalitionOf(programmes);
    if (!coalition) throw noCoalition();
    const month = monthOf(programmes, query.month);
    const statements = await readStatements(this.db, programmes, partnersOf(programmes), month);
    return {
      month: query.month,
      currency: coalition.currency,
      provisional: isProvisional(month, this.clock()),
      partners: statements.map(statementJson),
      marginMinor: Number(marginOf(statements)),
    };
  }
}
