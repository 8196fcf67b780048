import type { Envelope } from '@perennial/contracts';
import type { Chunk, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import type { CodeVault } from '../codes/code-vault.js';

/** What every answer needs of the installation. */
export interface CampaignSettings {
  readonly programme: Programme;
  readonly vault: CodeVault;
}

export interface CampaignChunk extends Chunk, CampaignSettings {}

/**
 * Keeps what the events of one topic tell, and answers them with the offers of the campaigns. Events of other types that travel on
 * the topic have no effect.
 *
 * An event of a commerce system that names somebody forgotten is refused, `SUBJECT_ERASED`; a message of Perennial's own, which may
 * have been under way, has no effect.
 *
 * @param events the fresh ones of a chunk, in order of things
 */
export type Answer = (events: readonly Envelope[], tx: Tx, chunk: CampaignChunk) => Promise<ChunkResult>;
