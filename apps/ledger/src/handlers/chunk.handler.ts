import { randomUUID } from 'node:crypto';

import type { Envelope } from '@perennial/contracts';
import type { Chunk, ChunkHandler, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { decideChunk } from '../domain/chunk/decide-chunk.js';
import { namedThings } from '../domain/chunk/named-things.js';
import { UndecidableChunk } from '../domain/errors.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { decideLocked } from '../store/decide-locked.js';
import { open } from '../store/ledger.store.js';
import { findErased } from '../store/queries/find-erased.js';
import { publishable } from '../store/publishable.js';

/** Events become facts, facts become points. */
export class LedgerChunkHandler implements ChunkHandler {
  constructor(private readonly programmes: Pick<ProgrammeStore, 'inForce'>) {}

  async handle(events: readonly Envelope[], tx: Tx, chunk: Chunk): Promise<ChunkResult> {
    const [programmes, opened] = await Promise.all([this.programmes.inForce(tx), open(tx, namedThings(events))]);
    const effects = await decideLocked(tx, { programmes, now: chunk.now }, opened, (snapshot) =>
      decideChunk(snapshot, events, randomUUID),
    );
    if (!effects) throw new UndecidableChunk(chunk.topic, chunk.partition, chunk.nextOffset);
    const refused = new Set(effects.rejected.map(({ event }) => event));
    return {
      messages: publishable(effects.messages, programmes),
      rejected: effects.rejected,
      parked: effects.parked,
      // What waited and is refused now is set aside, not used.
      released: effects.released.filter(({ event }) => !refused.has(event)),
    };
  }

  forgottenAmong(customerIds: readonly string[], tx: Tx): Promise<ReadonlySet<string>> {
    return findErased(tx, customerIds);
  }
}
