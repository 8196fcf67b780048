import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { unknownEndpoint } from '../errors.js';
import { findEndpoint } from '../queries/find-endpoint.js';
import { listChanges } from '../queries/keep-change.js';
import { Endpoint, shownEndpoint } from '../shown-endpoint.js';
import { givenId } from './given-id.js';

const answer = Endpoint.extend({
  changes: z
    .array(
      z.object({
        at: z.string().describe('RFC 3339, UTC.'),
        actor: z.string(),
        action: z.enum(['created', 'secret-rotated', 'enabled', 'tested', 'replayed', 'deleted']),
      }),
    )
    .describe('What people did to it, the latest first, 50 at most.'),
});

@Controller('v1/webhooks/endpoints')
export class GetEndpointRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get(':id')
  @ApiOperation({ summary: 'An endpoint, how it does, and what people did to it. Its secret is not shown again.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_ENDPOINT`' })
  async get(@Param('id') id: string): Promise<z.output<typeof answer>> {
    const endpointId = givenId(id);
    const endpoint = await findEndpoint(this.db, endpointId);
    if (!endpoint) throw unknownEndpoint();
    const changes = await listChanges(this.db, endpointId);
    return { ...shownEndpoint(endpoint), changes: changes.map((each) => ({ ...each, at: each.at.toISOString() })) };
  }
}
