import {
  caseOpened,
  customerUpserted,
  offerWithheld,
  pointsGranted,
  pointsRedeemed,
  purchaseCompleted,
  returnCompleted,
  rewardIssued,
  surveyAnswered,
  tierChanged,
  type Envelope,
} from '@perennial/contracts';
import { findForgotten } from '@perennial/customers';
import type { Chunk, ChunkHandler, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { recordCases } from './record-cases.js';
import { recordCustomers } from './record-customers.js';
import { recordToldOffers } from './record-offers.js';
import { recordProgramme } from './record-programme.js';
import { recordPurchases } from './record-purchases.js';
import { recordSurveys } from './record-surveys.js';
import { recordTiers } from './record-tiers.js';
import type { MetricsChunk, Recorder } from './recorder.js';

/** Who takes the events of a topic. Of a topic that is consumed and has nobody here, they have no effect. */
const recorders: ReadonlyMap<string, Recorder> = new Map([
  [purchaseCompleted.topic, recordPurchases],
  [returnCompleted.topic, recordPurchases],
  [customerUpserted.topic, recordCustomers],
  [pointsRedeemed.topic, recordProgramme],
  [rewardIssued.topic, recordProgramme],
  [surveyAnswered.topic, recordSurveys],
  [tierChanged.topic, recordTiers],
  [offerWithheld.topic, recordToldOffers],
  [pointsGranted.topic, recordToldOffers],
  [caseOpened.topic, recordCases],
]);

/** Hands a chunk to the recorder of its topic: all of its events are of one. */
export class MetricsChunkHandler implements ChunkHandler {
  constructor(private readonly settings: Pick<MetricsChunk, 'timeZone' | 'themes'>) {}

  async handle(events: readonly Envelope[], tx: Tx, chunk: Chunk): Promise<ChunkResult> {
    const record = recorders.get(chunk.topic);
    return record ? record(events, tx, { ...chunk, ...this.settings }) : { messages: [] };
  }

  forgottenAmong(customerIds: readonly string[], tx: Tx): Promise<ReadonlySet<string>> {
    return findForgotten(tx, customerIds);
  }
}
