import type { TopicPartition } from '../event-log.js';
import type { FetchedPartition } from './fetch.js';

/** One partition, from one join of the group to the next. */
export interface Reading extends TopicPartition {
  /** Where the next fetch begins; undefined until that is known. */
  position: bigint | undefined;
  /** Counts the seeks: what was fetched before one is dropped. */
  seeks: number;
  /** Being fetched, waiting for its turn, or being handled. */
  busy: boolean;
}

/** What a fetch brought, waiting for its turn. */
export interface Fetched {
  readonly reading: Reading;
  readonly seeks: number;
  readonly from: bigint;
  readonly part: FetchedPartition;
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** What is ours between two joins of the group. */
export class Generation {
  readonly waiting: Fetched[] = [];
  /** Batches being handled. */
  running = 0;
  /** Set when the group no longer counts on us; handlers get it from `heartbeat`. */
  over: Error | undefined;

  private readonly readings: ReadonlyMap<string, Reading>;
  private drained: () => void = () => {};

  constructor(readonly assignment: readonly TopicPartition[]) {
    this.readings = new Map(
      assignment.map(({ topic, partition }) => [
        nameOf({ topic, partition }),
        { topic, partition, position: undefined, seeks: 0, busy: false },
      ]),
    );
  }

  all(): Reading[] {
    return [...this.readings.values()];
  }

  get(at: TopicPartition): Reading | undefined {
    return this.readings.get(nameOf(at));
  }

  seek(at: TopicPartition, offset: bigint): void {
    const reading = this.get(at);
    if (!reading) return;
    reading.position = offset;
    reading.seeks += 1;
  }

  end(why: string): void {
    this.over ??= new Error(why);
    this.waiting.length = 0;
  }

  /** To be called whenever a batch has been handled. */
  finished(): void {
    this.running -= 1;
    if (this.running === 0) this.drained();
  }

  /** Resolves when no batch is being handled. */
  async idle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => (this.drained = resolve));
  }
}
