import {
  caseOpened,
  clvProjected,
  customerErased,
  engagementRecorded,
  offerWithheld,
  outputEvents,
  partnerAccrued,
  pointsGranted,
  pointsRedeemed,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  rewardIssued,
  serviceIssueReported,
  surveyAnswered,
  tierChanged,
} from '@perennial/contracts';

import type { ServiceName } from './workspace.js';

/** What each service consumes. */
export const consumedBy: Readonly<Record<ServiceName, readonly string[]>> = {
  ledger: [
    ...[purchaseCompleted.topic, returnCompleted.topic, reviewPublished.topic, referralCreated.topic],
    ...[customerErased.topic, engagementRecorded.topic, partnerAccrued.topic, pointsGranted.topic],
  ],
  campaign: [
    ...[purchaseCompleted.topic, returnCompleted.topic, customerErased.topic],
    ...[reviewPublished.topic, referralCreated.topic, engagementRecorded.topic, surveyAnswered.topic],
    serviceIssueReported.topic,
    // Everything that is published is owed to whoever registered for it, the projections excepted.
    ...new Set(outputEvents.map(({ topic }) => topic).filter((topic) => topic !== clvProjected.topic)),
  ],
  metrics: [
    ...[purchaseCompleted.topic, returnCompleted.topic, customerErased.topic, surveyAnswered.topic],
    ...[pointsRedeemed.topic, rewardIssued.topic, tierChanged.topic, offerWithheld.topic],
    ...[caseOpened.topic, pointsGranted.topic],
  ],
};
