import { offerWithheld, rewardIssued, type OfferWithheld, type RewardIssued } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import type { Decision } from '../domain/decision.js';
import type { IssuedOffer } from '../domain/offer.js';

/** Tells what the customer got, and of which event it came. */
export function rewardIssuedMessage(offer: IssuedOffer, decision: Decision): OutgoingMessage {
  const data: RewardIssued = {
    rewardId: offer.offerId,
    customerId: offer.customerId,
    kind: offer.kind,
    code: offer.code,
    rewardRef: offer.campaignId,
    value: offer.value,
    validFrom: offer.validFrom.toISOString(),
    validTo: offer.validTo.toISOString(),
    reason: { rule: offer.campaignId, programmeVersion: offer.programmeVersion, text: offer.text },
  };
  return { type: rewardIssued.type, data, ...attributesOf(decision) };
}

/** Tells that a customer of the holdout would have got an offer; those who measure the campaign need both groups. */
export function offerWithheldMessage(decision: Decision, programmeVersion: number): OutgoingMessage {
  const data: OfferWithheld = {
    offerId: decision.decisionId,
    campaignId: decision.campaign.id,
    customerId: decision.customerId,
    arm: decision.arm,
    reason: {
      rule: decision.campaign.id,
      programmeVersion,
      text: `In the holdout of ${decision.campaign.id}: no offer, so that its effect can be measured`,
    },
  };
  return { type: offerWithheld.type, data, ...attributesOf(decision) };
}

function attributesOf({ decisionId, customerId, cause }: Decision): Omit<OutgoingMessage, 'type' | 'data'> {
  return {
    id: decisionId,
    time: new Date(cause.at).toISOString(),
    subject: customerId,
    causationid: cause.id,
    causationsource: cause.source,
    ...(cause.correlationid === undefined ? {} : { correlationid: cause.correlationid }),
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
  };
}
