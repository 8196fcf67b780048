import {
  audienceEntered,
  clvProjected,
  customerUpserted,
  engagementRecorded,
  pointsWillExpire,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  rewardIssued,
  serviceIssueReported,
  suggestionChanged,
  surveyAnswered,
  tierChanged,
  type Envelope,
} from '@perennial/contracts';
import { findForgotten } from '@perennial/customers';
import type { Chunk, ChunkHandler, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { answerAudiences } from '../audiences/answer-audiences.js';
import { answerReviews } from '../reviews/answer-reviews.js';
import { answerSuggestions } from '../suggestions/answer-suggestions.js';
import { oweDeliveries } from '../webhooks/owe-deliveries.js';
import { answerEngagement } from './answer-engagement.js';
import { answerEvents } from './answer-events.js';
import { answerLoyalty } from './answer-loyalty.js';
import { answerPurchases } from './answer-purchases.js';
import type { Answer, CampaignSettings } from './campaign-chunk.js';
import { recordCustomers } from './record-customers.js';

/** Who answers the events of a topic. */
const answers: ReadonlyMap<string, Answer> = new Map([
  [purchaseCompleted.topic, answerPurchases],
  [returnCompleted.topic, answerPurchases],
  [customerUpserted.topic, recordCustomers],
  [engagementRecorded.topic, answerEngagement],
  [reviewPublished.topic, answerReviews],
  [referralCreated.topic, answerEvents],
  [surveyAnswered.topic, answerEvents],
  [serviceIssueReported.topic, answerEvents],
  [rewardIssued.topic, answerLoyalty],
  [pointsWillExpire.topic, answerLoyalty],
  [tierChanged.topic, answerLoyalty],
  [clvProjected.topic, answerLoyalty],
  [audienceEntered.topic, answerAudiences],
  [suggestionChanged.topic, answerSuggestions],
]);

/** The topics that the service consumes. */
export const answeredTopics: readonly string[] = [...answers.keys()];

/** Hands a chunk to whoever answers the events of its topic: all of them are of one. */
export class CampaignChunkHandler implements ChunkHandler {
  constructor(private readonly settings: CampaignSettings) {}

  async handle(events: readonly Envelope[], tx: Tx, chunk: Chunk): Promise<ChunkResult> {
    const answer = answers.get(chunk.topic);
    const result = answer ? await answer(events, tx, { ...chunk, ...this.settings }) : { messages: [] };
    await oweDeliveries(tx, events, { ...this.settings, now: chunk.now });
    return result;
  }

  forgottenAmong(customerIds: readonly string[], tx: Tx): Promise<ReadonlySet<string>> {
    return findForgotten(tx, customerIds);
  }
}
