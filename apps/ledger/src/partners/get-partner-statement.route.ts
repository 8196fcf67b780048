import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvFile, ProblemError, type Clock } from '@perennial/service';
import { z } from 'zod';

import { ProgrammeStore } from '../programme/programme.store.js';
import { linesCsv } from './lines-csv.js';
import { coalitionOf, isProvisional, monthOf, partnersOf, readStatements } from './read-statements.js';
import { monthShape, statementJson, statementQuery, statementShape } from './statement-json.js';

const query = statementQuery.extend({
  format: z
    .enum(['json', 'csv'])
    .default('json')
    .describe('json: the sums; csv: every transfer they are made of, to be added up by the partner itself.'),
});

const answer = z.object({ ...monthShape, ...statementShape });

@Controller('v1/partners')
export class GetPartnerStatementRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get(':id/statements')
  @ApiOperation({ summary: "A partner's settlement of a month, or the transfers it is made of." })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_PARTNER`: no version of the programme has this partner.' })
  async get(
    @Param('id', { schema: Id }) partnerId: string,
    @Query({ schema: query }) { month: wanted, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile | undefined> {
    const programmes = await this.programmes.inForce(this.db);
    const coalition = coalitionOf(programmes);
    if (!coalition || !partnersOf(programmes).includes(partnerId))
      throw new ProblemError(404, 'UNKNOWN_PARTNER', 'No version of the programme has this partner.');
    const month = monthOf(programmes, wanted);
    if (format === 'csv') {
      return csvFile(`${partnerId}-${wanted}.csv`, linesCsv(this.db, programmes, partnerId, month));
    }
    const [statement] = await readStatements(this.db, programmes, [partnerId], month);
    if (!statement) return undefined;
    return {
      month: wanted,
      currency: coalition.currency,
      provisional: isProvisional(month, this.clock()),
      ...statementJson(statement),
    };
  }
}
