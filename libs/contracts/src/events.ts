import type { EventDeclaration } from './define-event.js';
import { achievementLost } from './events/achievement-lost.js';
import { achievementProgressed } from './events/achievement-progressed.js';
import { achievementReached } from './events/achievement-reached.js';
import { audienceEntered } from './events/audience-entered.js';
import { audienceLeft } from './events/audience-left.js';
import { caseClosed } from './events/case-closed.js';
import { caseOpened } from './events/case-opened.js';
import { checkpointSigned } from './events/checkpoint-signed.js';
import { clvProjected } from './events/clv-projected.js';
import { customerErased } from './events/customer-erased.js';
import { customerMerged } from './events/customer-merged.js';
import { customerUpserted } from './events/customer-upserted.js';
import { engagementRecorded } from './events/engagement-recorded.js';
import { loyaltyCustomerErased } from './events/loyalty-customer-erased.js';
import { offerChosen } from './events/offer-chosen.js';
import { offerExpired } from './events/offer-expired.js';
import { offerRedeemed } from './events/offer-redeemed.js';
import { offerWithheld } from './events/offer-withheld.js';
import { partnerAccrued } from './events/partner-accrued.js';
import { partnerReversed } from './events/partner-reversed.js';
import { pointsActivated } from './events/points-activated.js';
import { pointsAdjusted } from './events/points-adjusted.js';
import { pointsClawedBack } from './events/points-clawed-back.js';
import { pointsExpired } from './events/points-expired.js';
import { multiplierGranted } from './events/multiplier-granted.js';
import { pointsGranted } from './events/points-granted.js';
import { pointsRedeemed } from './events/points-redeemed.js';
import { pointsReinstated } from './events/points-reinstated.js';
import { pointsReleased } from './events/points-released.js';
import { pointsReserved } from './events/points-reserved.js';
import { pointsTransferred } from './events/points-transferred.js';
import { pointsWillExpire } from './events/points-will-expire.js';
import { programmePublished } from './events/programme-published.js';
import { purchaseCancelled } from './events/purchase-cancelled.js';
import { purchaseCompleted } from './events/purchase-completed.js';
import { purchaseDelivered } from './events/purchase-delivered.js';
import { referralCreated } from './events/referral-created.js';
import { returnCompleted } from './events/return-completed.js';
import { reviewConfirmed } from './events/review-confirmed.js';
import { reviewHeld } from './events/review-held.js';
import { reviewPublished } from './events/review-published.js';
import { reviewReleased } from './events/review-released.js';
import { reviewUnpublished } from './events/review-unpublished.js';
import { rewardIssued } from './events/reward-issued.js';
import { serviceIssueReported } from './events/service-issue-reported.js';
import { serviceIssueResolved } from './events/service-issue-resolved.js';
import { suggestionChanged } from './events/suggestion-changed.js';
import { surveyAnswered } from './events/survey-answered.js';
import { surveyInvited } from './events/survey-invited.js';
import { surveyRequested } from './events/survey-requested.js';
import { tierChanged } from './events/tier-changed.js';
import { tierWillChange } from './events/tier-will-change.js';

/** What the commerce systems publish, in the order of the documents. */
export const inputEvents: readonly EventDeclaration[] = [
  purchaseCompleted,
  purchaseCancelled,
  purchaseDelivered,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  referralCreated,
  customerUpserted,
  customerMerged,
  customerErased,
  engagementRecorded,
  surveyInvited,
  surveyAnswered,
  serviceIssueReported,
  serviceIssueResolved,
  partnerAccrued,
  partnerReversed,
];

/** What Perennial publishes. */
export const outputEvents: readonly EventDeclaration[] = [
  rewardIssued,
  pointsRedeemed,
  pointsExpired,
  pointsClawedBack,
  pointsActivated,
  pointsAdjusted,
  pointsTransferred,
  pointsReserved,
  pointsReleased,
  pointsReinstated,
  pointsWillExpire,
  tierChanged,
  tierWillChange,
  achievementProgressed,
  achievementReached,
  achievementLost,
  multiplierGranted,
  pointsGranted,
  offerChosen,
  offerRedeemed,
  offerExpired,
  offerWithheld,
  audienceEntered,
  audienceLeft,
  caseOpened,
  caseClosed,
  surveyRequested,
  suggestionChanged,
  reviewHeld,
  reviewReleased,
  reviewConfirmed,
  clvProjected,
  programmePublished,
  checkpointSigned,
  loyaltyCustomerErased,
];

const byType = new Map([...inputEvents, ...outputEvents].map((event) => [event.type, event]));

const outputs: ReadonlySet<EventDeclaration> = new Set(outputEvents);

/** Whether Perennial publishes it. Its services may consume such events, too. */
export function isOutput(declaration: EventDeclaration): boolean {
  return outputs.has(declaration);
}

/** The declaration of a CloudEvents type, or undefined when there is no such type. */
export function eventOfType(type: string): EventDeclaration | undefined {
  return byType.get(type);
}
