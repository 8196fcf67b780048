import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { shownActors } from '../audit-log/kept-actor.js';
import { listProgrammeVersions } from '../programme/queries/list-programme-versions.js';

const answer = z.object({
  items: z.array(
    z.object({
      programmeId: z.string(),
      version: z.int(),
      effectiveFrom: z.string().nullable().describe('Decides from this instant on, inclusive; null: since always.'),
      appliedAt: z.string().describe('When it was applied, by the clock of the service.'),
      appliedBy: z.string().optional().describe('Who applied it; absent: nobody was named.'),
    }),
  ),
});

@Controller('v1/programme/versions')
export class ListProgrammeVersionsRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'Every version of the programme, in the order in which they come into force.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(): Promise<z.output<typeof answer>> {
    const rows = await listProgrammeVersions(this.db);
    const actors = await shownActors(
      this.db,
      rows.map(({ actor }) => actor ?? ''),
    );
    return {
      items: rows.map((row, index) => ({
        programmeId: row.programme_id,
        version: row.version,
        effectiveFrom: row.effective_from?.toISOString() ?? null,
        appliedAt: row.applied_at.toISOString(),
        ...(row.actor === null ? {} : { appliedBy: actors[index] }),
      })),
    };
  }
}
