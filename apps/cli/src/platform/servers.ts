import type { KafkaAddress } from '@perennial/messaging';

/** Kafka and Postgres, wherever they come from. */
export interface Servers {
  readonly kafka: KafkaAddress;
  /** Connection string of a role that may create databases and roles. */
  readonly ownerUrl: string;
  /** Partitions of topics that do not exist yet. */
  readonly partitions: number;
}

/** What the servers and services tell about themselves while they run. */
export interface PlatformEvents {
  readonly step: (text: string) => void;
  /** `name` ended by itself and is being started again. */
  readonly died: (name: string, how: string, restartInMs: number) => void;
  /** `name` works again. */
  readonly recovered: (name: string) => void;
}

/** Things to undo, last one first: filled while starting, so that an interrupted start leaves nothing behind. */
export type Undo = (() => Promise<void>)[];
