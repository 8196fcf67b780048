import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { Readiness } from './readiness.js';

const liveAnswer = z.object({ status: z.literal('live') });
const readyAnswer = z.object({
  status: z.enum(['ready', 'not-ready']),
  reasons: z.array(z.string()).describe('What is missing, for a person; empty when ready.'),
  pid: z.int().describe('Which process answers: on a port that was taken it may be another than expected.'),
});

@Controller('health')
export class HealthRoute {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers at all. Not answering is the only reason to restart it.' })
  @ApiOkResponse({ standardSchema: liveAnswer })
  live(): z.output<typeof liveAnswer> {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether it does its work: database, consumer, publisher. Tells what is missing.' })
  @ApiOkResponse({ standardSchema: readyAnswer })
  @ApiServiceUnavailableResponse({ standardSchema: readyAnswer })
  async ready(@Res({ passthrough: true }) response: ServerResponse): Promise<z.output<typeof readyAnswer>> {
    const reasons = await this.readiness.missing();
    if (reasons.length > 0) response.statusCode = 503;
    return { status: reasons.length > 0 ? 'not-ready' : 'ready', reasons, pid: process.pid };
  }
}
