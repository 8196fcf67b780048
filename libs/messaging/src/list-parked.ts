import type { Tx } from '@perennial/persistence';

import { beforeId, pageLimit } from './list-page.js';

export interface ParkedItem {
  /** Id and source of the event. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** A kind of thing and which one: `order:o-1`. */
  readonly waitsFor: string;
  /** Without the installation's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** RFC 3339, UTC, by the service's clock. */
  readonly since: string;
}

export interface ParkedPage {
  readonly items: readonly ParkedItem[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

const SELECT = /* sql */ `
  select id, event_id, source, type, waits_for, topic, partition, record_offset, since
    from parked_event
   where ($1::text is null or waits_for = $1) and id < $2
   order by id desc
   limit $3`;

interface Row {
  readonly id: bigint;
  readonly event_id: string;
  readonly source: string;
  readonly type: string;
  readonly waits_for: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: bigint;
  readonly since: Date;
}

/**
 * Accepted events that wait for something nobody knows yet, the latest parked first.
 *
 * @param query.waitsFor only those that wait for this: `order:o-1`
 * @param query.cursor `nextCursor` of the page before
 * @param query.limit items of a page, 1 to 200; default 50
 * @throws RangeError for a cursor this function did not give
 */
export async function listParked(
  tx: Tx,
  query: { readonly waitsFor?: string; readonly cursor?: string; readonly limit?: number } = {},
): Promise<ParkedPage> {
  const limit = pageLimit(query.limit);
  const rows = await tx.query<Row>(SELECT, [query.waitsFor ?? null, beforeId(query.cursor), limit + 1]);
  const page = rows.slice(0, limit);
  return { items: page.map(itemOf), nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null };
}

function itemOf(row: Row): ParkedItem {
  return {
    id: row.event_id,
    source: row.source,
    type: row.type,
    waitsFor: row.waits_for,
    topic: row.topic,
    partition: row.partition,
    offset: Number(row.record_offset),
    since: row.since.toISOString(),
  };
}
