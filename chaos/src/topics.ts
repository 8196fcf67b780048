import {
  customerErased,
  engagementRecorded,
  partnerAccrued,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
} from '@perennial/contracts';

import type { ServiceName } from './workspace.js';

/** What each service consumes, of what is published here. */
export const consumedBy: Readonly<Record<ServiceName, readonly string[]>> = {
  ledger: [
    ...[purchaseCompleted.topic, returnCompleted.topic, reviewPublished.topic, referralCreated.topic],
    ...[customerErased.topic, engagementRecorded.topic, partnerAccrued.topic],
  ],
  campaign: [purchaseCompleted.topic, reviewPublished.topic, referralCreated.topic],
  metrics: [purchaseCompleted.topic],
};
