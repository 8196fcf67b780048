import {
  engagementRecorded,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import type { ProgrammeRig } from '../programme/programme-rig.fixture.js';

export type Explained = Awaited<ReturnType<ProgrammeRig['explain']>>;

let day = 0;
/** Each event of a test a day after the one before. */
export const next = () => new Date(Date.UTC(2027, 0, 1) + (day += 1) * 86_400_000).toISOString();

export const order = (customerId: string, orderId: string, totalMinor: number, more: object = {}, time = next()) =>
  anEvent(purchaseCompleted, {
    time,
    data: { orderId, customerId, currency: 'USD', totalMinor, lines: undefined, ...more },
  });

export const back = (orderId: string, amountMinor: number) =>
  anEvent(returnCompleted, {
    time: next(),
    data: { orderId, customerId: undefined, currency: 'USD', amountMinor, lines: undefined },
  });

export const shared = (customerId: string, proofId: string | undefined, time = next()) =>
  anEvent(engagementRecorded, { time, data: { customerId, kind: 'social-shared', proofId } });

export const review = (customerId: string, sku: string, more: object = {}) =>
  anEvent(reviewPublished, { time: next(), data: { customerId, sku, verified: true, ...more } });

export const referral = (referrerId: string, refereeId: string) =>
  anEvent(referralCreated, { time: next(), data: { referrerId, refereeId } });

/** In short. */
export const reasons = ({ rules }: Explained) => rules.map(({ rule, result, reason }) => `${rule} ${reason ?? result}`);
