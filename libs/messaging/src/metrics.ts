import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a service's delivery tells Prometheus. Topics are labelled without the installation's prefix. */
export class DeliveryMetrics {
  readonly consumed: Counter<'topic' | 'outcome'>;
  readonly duplicates: Counter<'topic'>;
  readonly quarantined: Counter<'topic' | 'error'>;
  readonly keyDiffers: Counter<'topic'>;
  readonly published: Counter<string>;
  readonly retries: Counter<'what'>;
  readonly staleBatches: Counter<'topic'>;
  readonly crashes: Counter<string>;
  readonly halted: Gauge<'topic' | 'partition'>;
  readonly chunkEvents: Histogram<string>;
  readonly chunkSeconds: Histogram<string>;
  readonly appliedAfterSeconds: Histogram<'topic'>;
  readonly outboxPending: Gauge<string>;
  readonly outboxOldestSeconds: Gauge<string>;
  readonly lag: Gauge<'consumergroup' | 'topic' | 'partition'>;

  /** @param countParked asked at each scrape; when it fails, the last number stays */
  constructor(registry: Registry = new Registry(), countParked: () => Promise<number> = async () => 0) {
    const registers = [registry];
    new Gauge({
      name: 'loyalty_parked_events',
      help: 'Accepted events that wait for something nobody knows yet, in the whole database.',
      registers,
      async collect() {
        await countParked().then(
          (count) => this.set(count),
          () => {},
        );
      },
    });
    this.consumed = new Counter({
      name: 'loyalty_events_consumed_total',
      help: 'Records consumed, by what became of them: applied, duplicate, quarantined.',
      labelNames: ['topic', 'outcome'],
      registers,
    });
    this.duplicates = new Counter({
      name: 'loyalty_duplicates_total',
      help: 'Events that were known already and had no effect.',
      labelNames: ['topic'],
      registers,
    });
    this.quarantined = new Counter({
      name: 'loyalty_dlq_records_total',
      help: 'Records set aside in quarantine, by reason.',
      labelNames: ['topic', 'error'],
      registers,
    });
    this.keyDiffers = new Counter({
      name: 'loyalty_key_differs_total',
      help: 'Accepted events whose Kafka key is not their subject.',
      labelNames: ['topic'],
      registers,
    });
    this.published = new Counter({
      name: 'loyalty_messages_published_total',
      help: 'Messages acknowledged by the broker.',
      registers,
    });
    this.retries = new Counter({
      name: 'loyalty_delivery_retries_total',
      help: 'Attempts that failed and were made again: chunk (for passing reasons, or of several partitions), publish, position.',
      labelNames: ['what'],
      registers,
    });
    this.staleBatches = new Counter({
      name: 'loyalty_stale_batch_total',
      help: 'Chunks found applied already: another owner was faster, or a commit was not answered.',
      labelNames: ['topic'],
      registers,
    });
    this.crashes = new Counter({
      name: 'loyalty_consumer_crashes_total',
      help: 'Times the Kafka client gave up.',
      registers,
    });
    this.halted = new Gauge({
      name: 'loyalty_partition_halted',
      help: '1 for a partition that waits for a person.',
      labelNames: ['topic', 'partition'],
      registers,
    });
    this.chunkEvents = new Histogram({
      name: 'loyalty_chunk_events',
      help: 'Records of one transaction.',
      buckets: [1, 3, 10, 30, 100, 300, 1_000],
      registers,
    });
    this.chunkSeconds = new Histogram({
      name: 'loyalty_chunk_duration_seconds',
      help: 'Time from the begin of a chunk that was applied to its commit.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.appliedAfterSeconds = new Histogram({
      name: 'loyalty_event_end_to_end_seconds',
      help: 'Time from the append of a record to the commit of its effects, for one record of each chunk, the last of one of its partitions.',
      labelNames: ['topic'],
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    });
    this.outboxPending = new Gauge({
      name: 'loyalty_outbox_pending',
      help: 'Messages committed and not yet published.',
      registers,
    });
    this.outboxOldestSeconds = new Gauge({
      name: 'loyalty_outbox_oldest_seconds',
      help: 'Age of the oldest of them; 0 when there is none.',
      registers,
    });
    this.lag = new Gauge({
      name: 'kafka_consumergroup_lag',
      help: 'Records not yet applied and published, for the partitions of this instance.',
      labelNames: ['consumergroup', 'topic', 'partition'],
      registers,
    });
  }
}
