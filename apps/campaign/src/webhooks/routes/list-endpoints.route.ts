import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { noQuery } from '@perennial/service';
import { z } from 'zod';

import { listEndpoints } from '../queries/find-endpoint.js';
import { Endpoint, shownEndpoint } from '../shown-endpoint.js';

const answer = z.object({ items: z.array(Endpoint) });

@Controller('v1/webhooks/endpoints')
export class ListEndpointsRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'All endpoints, the oldest first.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(@Query({ schema: noQuery }) _query: z.output<typeof noQuery>): Promise<z.output<typeof answer>> {
    return { items: (await listEndpoints(this.db)).map(shownEndpoint) };
  }
}
