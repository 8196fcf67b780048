import type { Tx } from '@perennial/persistence';

import { beforeId, pageLimit } from './list-page.js';

export interface QuarantinedItem {
  readonly reason: string;
  readonly detail: string;
  /** Without the installation's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The record's key as text; null when it had none. */
  readonly key: string | null;
  readonly id?: string;
  readonly source?: string;
  /** RFC 3339, UTC. */
  readonly at: string;
}

export interface QuarantinePage {
  readonly items: readonly QuarantinedItem[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

const SELECT = /* sql */ `
  select id, reason, detail, topic, partition, record_offset, key, event_id, source, at
    from quarantine
   where ($1::text is null or reason = $1) and id < $2
   order by id desc
   limit $3`;

interface Row {
  readonly id: bigint;
  readonly reason: string;
  readonly detail: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: bigint;
  readonly key: Buffer | null;
  readonly event_id: string | null;
  readonly source: string | null;
  readonly at: Date;
}

/**
 * Refused records, newest first. A record appears once, however often it was fetched.
 *
 * @param query.cursor `nextCursor` of the page before
 * @param query.limit items of a page, 1 to 200; default 50
 * @throws RangeError for a cursor this function did not give
 */
export async function listQuarantine(
  tx: Tx,
  query: { readonly reason?: string; readonly cursor?: string; readonly limit?: number } = {},
): Promise<QuarantinePage> {
  const limit = pageLimit(query.limit);
  const rows = await tx.query<Row>(SELECT, [query.reason ?? null, beforeId(query.cursor), limit + 1]);
  const page = rows.slice(0, limit);
  return { items: page.map(itemOf), nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null };
}

function itemOf(row: Row): QuarantinedItem {
  return {
    reason: row.reason,
    detail: row.detail,
    topic: row.topic,
    partition: row.partition,
    offset: Number(row.record_offset),
    key: row.key?.toString('utf8') ?? null,
    ...(row.event_id === null ? {} : { id: row.event_id }),
    ...(row.source === null ? {} : { source: row.source }),
    at: row.at.toISOString(),
  };
}
