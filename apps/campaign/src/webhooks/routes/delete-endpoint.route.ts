import { Controller, Delete, HttpCode, Inject, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiNotFoundResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { Actor, CLOCK, type Clock } from '@perennial/service';

import { unknownEndpoint } from '../errors.js';
import { deleteEndpoint } from '../queries/change-endpoint.js';
import { holdEndpoint } from '../queries/find-endpoint.js';
import { keepChange } from '../queries/keep-change.js';
import { givenId } from './given-id.js';

/** Needs no `Idempotency-Key`: what is gone cannot go again. */
@Controller('v1/webhooks/endpoints')
export class DeleteEndpointRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sends nothing to an endpoint any more, not even what it is owed, and forgets it.' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: '`UNKNOWN_ENDPOINT`' })
  async delete(@Param('id') id: string, @Actor() actor: string): Promise<void> {
    const endpointId = givenId(id);
    await this.db.transaction(async (tx) => {
      if (!(await holdEndpoint(tx, endpointId))) throw unknownEndpoint();
      const at = this.clock();
      await deleteEndpoint(tx, endpointId, at);
      await keepChange(tx, endpointId, { at, actor, action: 'deleted' });
    });
  }
}
