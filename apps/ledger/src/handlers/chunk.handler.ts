import { randomUUID } from 'node:crypto';

import type { Envelope } from '@perennial/contracts';
import type { Chunk, ChunkHandler, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { decideChunk } from '../domain/decide-chunk.js';
import { UndecidableChunk } from '../domain/errors.js';
import { namedThings } from '../domain/named-things.js';
import { extend } from '../domain/wanted.js';
import { lockAndLoad, open, save } from '../store/ledger.store.js';

/** Events become facts, facts become points. */
export class LedgerChunkHandler implements ChunkHandler {
  constructor(private readonly programme: Programme) {}

  async handle(events: readonly Envelope[], tx: Tx, chunk: Chunk): Promise<ChunkResult> {
    const opened = await open(tx, namedThings(events));
    await tx.query('savepoint before_members');
    let { wanted } = opened;
    for (;;) {
      const snapshot = await lockAndLoad(tx, this.programme, opened, wanted);
      const { effects, missing } = decideChunk(snapshot, events, randomUUID);
      if (effects) {
        await tx.query('release savepoint before_members');
        await save(tx, effects, { programme: this.programme, chunk, bookedAt: chunk.now });
        return { messages: effects.messages, rejected: effects.rejected };
      }
      // Whom a late fact or a referral concerns shows only while deciding. Members are locked in one order by everybody,
      // so more of them can only be locked after those held have been let go.
      if (missing.members.size > 0 || missing.graph) await tx.query('rollback to savepoint before_members');
      const more = extend(wanted, missing);
      if (!more) throw new UndecidableChunk(chunk.topic, chunk.partition, chunk.nextOffset);
      wanted = more;
    }
  }
}
