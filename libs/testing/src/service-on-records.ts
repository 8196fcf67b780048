import { encodeStructured, type EncodedRecord, type Envelope } from '@perennial/contracts';
import { applyRecords, type ChunkHandler, type ChunkResult } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

type Decided = Required<Omit<ChunkResult, 'released'>>;

/**
 * A service without a broker: events become records of their topics and are applied as delivery applies them, with inbox,
 * waiting events, quarantine and outbox. Each chunk is of a partition of its own, so several may come at the same moment.
 */
export class ServiceOnRecords {
  private partitions = 0;

  constructor(
    private readonly service: string,
    private readonly db: Database,
    private readonly handler: ChunkHandler,
    private readonly clock: () => Date,
  ) {}

  /** Events of one topic that follow each other are one chunk. @returns what the handler decided */
  async arrive(...events: readonly Envelope[]): Promise<Decided> {
    const decided: ChunkResult[] = [];
    let run: EncodedRecord[] = [];
    for (const event of events) {
      const record = encodeStructured(event);
      if (run[0] && run[0].topic !== record.topic) {
        decided.push(...(await this.apply(run)));
        run = [];
      }
      run.push(record);
    }
    decided.push(...(await this.apply(run)));
    return {
      messages: decided.flatMap(({ messages }) => messages),
      rejected: decided.flatMap(({ rejected = [] }) => rejected),
      parked: decided.flatMap(({ parked = [] }) => parked),
    };
  }

  private async apply(run: readonly EncodedRecord[]): Promise<ChunkResult[]> {
    const [first] = run;
    if (!first) return [];
    const partition = this.partitions;
    this.partitions += 1;
    const records = run.map(({ key, value, headers }, index) => ({
      offset: BigInt(index),
      ...{ key: Buffer.from(key), value, headers, timestamp: '0' },
    }));
    const decided: ChunkResult[] = [];
    const handler: ChunkHandler = {
      handle: async (...chunk) => {
        const result = await this.handler.handle(...chunk);
        decided.push(result);
        return result;
      },
      forgottenAmong: (customerIds, tx) => this.handler.forgottenAmong(customerIds, tx),
    };
    const { db, service, clock } = this;
    const around = { db, handler, service, source: `/perennial/${service}`, clock };
    await applyRecords({ topic: first.topic, partition }, records, around);
    return decided;
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
