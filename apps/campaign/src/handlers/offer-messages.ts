import { offerWithheld, rewardIssued, type OfferWithheld, type RewardIssued } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import type { Decision } from '../domain/decision.js';
import type { IssuedOffer } from '../domain/offer.js';
import { causedBy } from './caused-by.js';

/** Tells what the customer got, and of which event it came. */
export function rewardIssuedMessage(offer: IssuedOffer, decision: Decision): OutgoingMessage {
  const { code, value, scope, choice, note, validTo } = offer;
  const data: RewardIssued = {
    rewardId: offer.offerId,
    customerId: offer.customerId,
    kind: offer.kind,
    ...(code !== undefined && { code }),
    rewardRef: offer.thing ?? offer.campaignId,
    ...(value && { value }),
    ...(scope && { scope: { categories: [...scope.categories] } }),
    ...(choice !== undefined && { choice }),
    ...(note !== undefined && { note }),
    validFrom: offer.validFrom.toISOString(),
    ...(validTo && { validTo: validTo.toISOString() }),
    reason: { rule: offer.campaignId, programmeVersion: offer.programmeVersion, text: offer.text },
  };
  return { type: rewardIssued.type, data, ...attributesOf(decision) };
}

const WITHHELD: Readonly<Record<string, (campaignId: string) => string>> = {
  holdout: (id) => `In the holdout of ${id}: no offer, so that its effect can be measured`,
  'control-group': (id) =>
    `In the control group of all campaigns: no offer of ${id}, so that their effect can be measured`,
  'frequency-cap': (id) => `No offer of ${id}: the customer has had as many offers as may be`,
  'margin-guard': (id) => `No offer of ${id}: with it the customer's open offers would be worth too much`,
  budget: (id) => `No offer of ${id}: its budget of the month has not enough left for it`,
};

/** Tells that a customer would have got an offer, and why not; those who measure the campaign need both groups. */
export function offerWithheldMessage(decision: Decision, programmeVersion: number): OutgoingMessage {
  const { campaign, reason } = decision;
  const data: OfferWithheld = {
    offerId: decision.decisionId,
    campaignId: campaign.id,
    customerId: decision.customerId,
    arm: decision.arm,
    reason: {
      rule: campaign.id,
      programmeVersion,
      text: WITHHELD[reason]?.(campaign.id) ?? `No offer of ${campaign.id}: ${reason}`,
    },
  };
  return { type: offerWithheld.type, data, ...attributesOf(decision) };
}

function attributesOf({ decisionId, customerId, cause }: Decision): Omit<OutgoingMessage, 'type' | 'data'> {
  return {
    id: decisionId,
    time: new Date(cause.at).toISOString(),
    subject: customerId,
    ...causedBy(cause),
  };
}
