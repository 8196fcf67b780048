import type { RandomBytes } from '@perennial/codes';
import { customerUpserted, purchaseCompleted, returnCompleted, type Envelope } from '@perennial/contracts';
import { findForgotten } from '@perennial/customers';
import type { Chunk, ChunkHandler, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { answerPurchases } from './answer-purchases.js';
import { hearOfCustomers } from './hear-of-customers.js';
import { recordCustomers } from './record-customers.js';

/** Hands a chunk to whoever takes the events of its topic: all of them are of one. */
export class CampaignChunkHandler implements ChunkHandler {
  constructor(
    private readonly programme: Programme,
    private readonly random: RandomBytes,
  ) {}

  async handle(events: readonly Envelope[], tx: Tx, chunk: Chunk): Promise<ChunkResult> {
    const { programme, random } = this;
    switch (chunk.topic) {
      case purchaseCompleted.topic:
      case returnCompleted.topic:
        return answerPurchases(events, tx, chunk, { programme, random });
      case customerUpserted.topic:
        return recordCustomers(events, tx, chunk);
      default:
        return hearOfCustomers(events, tx);
    }
  }

  forgottenAmong(customerIds: readonly string[], tx: Tx): Promise<ReadonlySet<string>> {
    return findForgotten(tx, customerIds);
  }
}
