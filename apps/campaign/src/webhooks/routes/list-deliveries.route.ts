import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { numberedPageQuery } from '@perennial/service';
import { z } from 'zod';

import { listDeliveries, type DeliveryRow } from '../queries/list-deliveries.js';

const State = z.enum(['pending', 'delivered', 'dead']);

const query = numberedPageQuery.extend({
  endpoint: z.uuid().optional().describe('Only those of this endpoint.'),
  state: State.optional().describe('Only those in this state.'),
});

const Delivery = z.object({
  deliveryId: z.int(),
  endpointId: z.uuid(),
  messageId: z.uuid().describe('The header `webhook-id`.'),
  type: z.string(),
  customerId: z.string().nullable().describe('Whom it is about; null of nobody.'),
  state: State.describe('`dead`: ten tries have failed; only a replay sends it again.'),
  tries: z.int().describe('Tries that failed, since the last replay.'),
  owedAt: z.string().describe('RFC 3339, UTC. Removed 30 days after that.'),
  nextTryAt: z.string().nullable().describe('RFC 3339, UTC; null when there will be none.'),
  lastTryAt: z.string().nullable().describe('RFC 3339, UTC; null when there was none.'),
  lastStatus: z.int().nullable().describe('What the receiver answered last; null when nothing.'),
  lastFailure: z.string().nullable().describe('Why the last try failed, docs/errors.md; null when it did not.'),
  lastResponse: z.string().nullable().describe('The beginning of the last answer, at most 1 KiB.'),
});

const answer = z.object({
  items: z.array(Delivery),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/webhooks/deliveries')
export class ListDeliveriesRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'What endpoints are owed and what became of it, the newest first.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(@Query({ schema: query }) wanted: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const { endpoint: endpointId, state, cursor: before, limit } = wanted;
    const rows = await listDeliveries(this.db, { endpointId, state, before, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return { items: page.map(shown), nextCursor: rows.length > limit ? String(page.at(-1)?.delivery_id) : null };
  }
}

function shown(row: DeliveryRow): z.output<typeof Delivery> {
  return {
    deliveryId: Number(row.delivery_id),
    endpointId: row.endpoint_id,
    messageId: row.message_id,
    type: row.event_type,
    customerId: row.customer_id,
    state: row.state,
    tries: row.tries,
    owedAt: row.owed_at.toISOString(),
    nextTryAt: row.next_try_at?.toISOString() ?? null,
    lastTryAt: row.last_try_at?.toISOString() ?? null,
    lastStatus: row.last_status,
    lastFailure: row.last_failure,
    lastResponse: row.last_response,
  };
}
