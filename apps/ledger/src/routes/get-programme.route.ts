import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { programmeAt } from '@perennial/programme';
import { CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import { ProgrammeStore } from '../programme/programme.store.js';
import { findProgrammeDocument } from '../programme/queries/find-programme-document.js';

const answer = z.object({
  programmeId: z.string(),
  version: z.int(),
  effectiveFrom: z.string().nullable().describe('Decides from this instant on, inclusive; null: since always.'),
  document: z.string().describe('As it was applied: YAML.'),
});

@Controller('v1/programme')
export class GetProgrammeRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The version of the programme that is in force now.' })
  @ApiOkResponse({ standardSchema: answer })
  async get(): Promise<z.output<typeof answer>> {
    const programmes = await this.programmes.inForce(this.db);
    const { id: programmeId, version } = programmeAt(programmes, this.clock().getTime());
    const from = programmes.versions.find(({ programme }) => programme.version === version)?.effectiveFrom ?? -Infinity;
    return {
      programmeId,
      version,
      effectiveFrom: from === -Infinity ? null : new Date(from).toISOString(),
      document: (await findProgrammeDocument(this.db, version)) ?? '',
    };
  }
}
