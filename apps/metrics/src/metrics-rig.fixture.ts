import { encodeStructured, type Envelope } from '@perennial/contracts';
import { applyRecords, type ChunkOutcome } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

import { MetricsChunkHandler } from './handlers/metrics-chunk.handler.js';

/** The metrics service without a broker: events come as records of their topics, each topic with one partition. */
export class MetricsRig {
  private readonly offsets = new Map<string, bigint>();
  private readonly handler = new MetricsChunkHandler({ timeZone: 'UTC' });

  constructor(
    private readonly db: Database,
    private readonly clock: () => Date,
  ) {}

  /** One after the other; those of one topic that follow each other are one chunk. */
  async arrive(...events: readonly Envelope[]): Promise<ChunkOutcome[]> {
    const outcomes: ChunkOutcome[] = [];
    let run: ReturnType<typeof encodeStructured>[] = [];
    for (const event of events) {
      const record = encodeStructured(event);
      if (run[0] && run[0].topic !== record.topic) {
        outcomes.push(...(await this.apply(run)));
        run = [];
      }
      run.push(record);
    }
    return [...outcomes, ...(await this.apply(run))];
  }

  private async apply(run: readonly ReturnType<typeof encodeStructured>[]): Promise<ChunkOutcome[]> {
    const topic = run[0]?.topic;
    if (topic === undefined) return [];
    const from = this.offsets.get(topic) ?? 0n;
    this.offsets.set(topic, from + BigInt(run.length));
    const records = run.map(({ key, value, headers }, index) => ({
      offset: from + BigInt(index),
      ...{ key: Buffer.from(key), value, headers, timestamp: '0' },
    }));
    const around = { db: this.db, handler: this.handler, service: 'metrics', source: '/perennial/metrics' };
    return applyRecords({ topic, partition: 0 }, records, { ...around, clock: this.clock });
  }

  /** Reasons of what was refused, by event id. */
  async refused(): Promise<Record<string, string>> {
    const rows = await this.db.query<{ event_id: string; reason: string }>('select event_id, reason from quarantine');
    return Object.fromEntries(rows.map((row) => [row.event_id, row.reason]));
  }

  /** Ids of what waits. */
  async waiting(): Promise<string[]> {
    const rows = await this.db.query<{ event_id: string }>('select event_id from parked_event order by event_id');
    return rows.map((row) => row.event_id);
  }
}
