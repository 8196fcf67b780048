import {
  deterministicId,
  multiplierGranted,
  offerWithheld,
  pointsGranted,
  rewardIssued,
  type MultiplierGranted,
  type OfferWithheld,
  type PointsGranted,
  type RewardIssued,
} from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import type { Decision } from '../domain/decision.js';
import type { IssuedOffer, MultiplierValue, OfferValue } from '../domain/offer.js';
import type { Money } from '../domain/situation.js';
import { causedBy } from './caused-by.js';

/** Tells what the customer got, and of which event it came. Of points the ledger is told, which tells the customer when it has booked them; of what multiplies them both are. */
export function offerMadeMessages(offer: IssuedOffer, decision: Decision): OutgoingMessage[] {
  const { value } = offer;
  const attributes = attributesOf(decision);
  if (value && 'points' in value)
    return [{ type: pointsGranted.type, data: grantOf(offer, value.points), ...attributes }];
  const toCustomer = { type: rewardIssued.type, data: rewardOf(offer, value), ...attributes };
  if (!value || !('factorPercent' in value) || !offer.validTo) return [toCustomer];
  const id = deterministicId('multiplier', offer.offerId);
  return [
    toCustomer,
    { type: multiplierGranted.type, data: multiplierOf(offer, value, offer.validTo), ...attributes, id },
  ];
}

function multiplierOf(offer: IssuedOffer, { factorPercent, pointsMax }: MultiplierValue, end: Date): MultiplierGranted {
  const { offerId: grantId, customerId, campaignId } = offer;
  const validTo = end.toISOString();
  return { grantId, customerId, campaignId, factorPercent, pointsMax, validTo, reason: reasonOf(offer) };
}

function grantOf(offer: IssuedOffer, points: number): PointsGranted {
  const { offerId: grantId, customerId, campaignId } = offer;
  return { grantId, customerId, campaignId, points, reason: reasonOf(offer) };
}

type RewardValue = Exclude<OfferValue, { readonly points: number }>;

function rewardOf(offer: IssuedOffer, value: RewardValue | undefined): RewardIssued {
  const { code, scope, choice, choices, note, validTo } = offer;
  return {
    rewardId: offer.offerId,
    customerId: offer.customerId,
    kind: offer.kind,
    ...(code !== undefined && { code }),
    rewardRef: offer.thing ?? offer.campaignId,
    ...(value && valueIn(value)),
    ...(scope && { scope: { categories: [...scope.categories] } }),
    ...(choice !== undefined && { choice }),
    ...(choices && { choices: [...choices] }),
    ...(note !== undefined && { note }),
    validFrom: offer.validFrom.toISOString(),
    ...(validTo && { validTo: validTo.toISOString() }),
    reason: reasonOf(offer),
  };
}

function valueIn(value: RewardValue): Pick<RewardIssued, 'freeShipping' | 'multiplier' | 'value'> {
  if ('factorPercent' in value) return { multiplier: value };
  return 'freeShipping' in value ? { freeShipping: shippingFrom(value) } : { value };
}

function shippingFrom({ atMost }: { readonly atMost?: Money }): RewardIssued['freeShipping'] {
  return atMost ? { atMost } : {};
}

function reasonOf({ campaignId: rule, programmeVersion, text }: IssuedOffer): RewardIssued['reason'] {
  return { rule, programmeVersion, text };
}

const WITHHELD: Readonly<Record<string, (campaignId: string) => string>> = {
  holdout: (id) => `In the holdout of ${id}: no offer, so that its effect can be measured`,
  'control-group': (id) =>
    `In the control group of all campaigns: no offer of ${id}, so that their effect can be measured`,
  'frequency-cap': (id) => `No offer of ${id}: the customer has had as many offers as may be`,
  'margin-guard': (id) => `No offer of ${id}: with it the customer's open offers would be worth too much`,
  budget: (id) => `No offer of ${id}: a budget of it has not enough left for it`,
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
