import type { Envelope } from '@perennial/contracts';
import type { Chunk, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { ThemeSettings } from '@perennial/programme';

/** The chunk, with what every recorder may need of the installation. */
export interface MetricsChunk extends Chunk {
  /** The programme's time zone: in which something falls on a day. */
  readonly timeZone: string;
  /** What the programme counts answers by; absent: by nothing. */
  readonly themes?: ThemeSettings | undefined;
}

/**
 * Keeps what the events of one topic tell, and says what is to be published of it. Events of other types that travel on the
 * topic have no effect.
 *
 * Whoever keeps something of a customer locks the customer with `lockCustomers` and keeps it of the person. An event of a
 * commerce system that names somebody forgotten is refused, `SUBJECT_ERASED`; a message of Perennial's own, which may have been
 * under way, has no effect.
 *
 * @param events the fresh ones of a chunk, in order of things
 */
export type Recorder = (events: readonly Envelope[], tx: Tx, chunk: MetricsChunk) => Promise<ChunkResult>;
