import {
  customerErased,
  engagementRecorded,
  partnerAccrued,
  pointsGranted,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
} from '@perennial/contracts';

/** What the ledger consumes. */
export const ledgerTopics: readonly string[] = [
  purchaseCompleted.topic,
  returnCompleted.topic,
  reviewPublished.topic,
  referralCreated.topic,
  customerErased.topic,
  engagementRecorded.topic,
  partnerAccrued.topic,
  pointsGranted.topic,
];
