import {
  pointsActivated,
  pointsAdjusted,
  pointsClawedBack,
  pointsExpired,
  pointsRedeemed,
  pointsReinstated,
  pointsReleased,
  pointsReserved,
  pointsTransferred,
  pointsWillExpire,
  rewardIssued,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { daysOfProgramme, movementOf } from './programme-movement.js';

const by = (rule: string) => ({ reason: { rule, text: 'why' } });

describe('what a message moves', () => {
  it.each([
    ['points issued', anEvent(rewardIssued, { data: { points: 10 } }), 'issued', 10],
    ['points redeemed', anEvent(pointsRedeemed, { data: { points: 7 } }), 'redeemed', -7],
    ['points expired', anEvent(pointsExpired, { data: { points: 7 } }), 'expired', -7],
    ['points clawed back', anEvent(pointsClawedBack, { data: { points: 7 } }), 'clawed-back', -7],
    ['spent points given back', anEvent(pointsReinstated, { data: { points: 7 } }), 'reinstated', 7],
    [
      'expired points brought back',
      anEvent(pointsReinstated, { data: { points: 7, ...by('expiry-reversal') } }),
      'expired',
      7,
    ],
    ['points given to another', anEvent(pointsTransferred, { data: { points: -7 } }), 'transferred', -7],
    ['points taken by hand', anEvent(pointsAdjusted, { data: { points: -7, ...by('adjustment') } }), 'adjusted', -7],
    [
      'what a late fact keeps from expiring',
      anEvent(pointsAdjusted, { data: { points: 7, ...by('expiry') } }),
      'expired',
      7,
    ],
    [
      'a redemption that a late fact undoes',
      anEvent(pointsAdjusted, { data: { points: 7, ...by('redemption') } }),
      'redeemed',
      7,
    ],
    [
      'what is left of somebody forgotten',
      anEvent(pointsAdjusted, { data: { points: -7, ...by('erasure') } }),
      'forgotten',
      -7,
    ],
  ])('%s', (_title, event, movement, points) => {
    expect(movementOf(event)).toEqual({ movement, points });
  });

  it.each([
    anEvent(pointsActivated),
    anEvent(pointsReserved),
    anEvent(pointsReleased),
    anEvent(pointsWillExpire),
    anEvent(pointsAdjusted, { data: { points: 0 } }),
  ])('is nothing for $type of $data.points points', (event) => {
    expect(movementOf(event)).toBeUndefined();
  });
});

describe('the days of a programme', () => {
  it('sum messages by day in the time zone, issuer and movement, and keep a campaign apart from the ledger', () => {
    const issued = (time: string, source: string, data: object) => ({
      ...anEvent(rewardIssued, { time, data }),
      source,
    });
    const events = [
      issued('2027-03-01T22:59:00Z', '/perennial/ledger', { points: 10 }),
      issued('2027-03-01T12:00:00Z', '/perennial/ledger', { points: 5 }),
      issued('2027-03-01T23:00:00Z', '/perennial/ledger', { points: 1 }),
      issued('2027-03-01T12:00:00Z', '/perennial/campaign', { kind: 'gift', points: undefined }),
      issued('2027-03-01T12:00:00Z', '/somebody', { points: 99 }),
    ];
    expect(daysOfProgramme(events, 'Europe/Berlin')).toEqual([
      { day: 20_878, issuer: 'campaign', movement: 'gift', messages: 1, points: 0n },
      { day: 20_878, issuer: 'ledger', movement: 'issued', messages: 2, points: 15n },
      { day: 20_878, issuer: 'other', movement: 'issued', messages: 1, points: 99n },
      { day: 20_879, issuer: 'ledger', movement: 'issued', messages: 1, points: 1n },
    ]);
  });
});
