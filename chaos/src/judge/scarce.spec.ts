import type { AnsweredDecision } from '../load/decisions.js';
import { scarceContradictions } from './scarce.js';

const wanted = (status: number, answer: object = {}): AnsweredDecision => ({
  ...{
    history: 'h0',
    kind: 'redemption',
    customerId: 'h0-ann',
    path: '/v1/members/h0-ann/redemptions',
    key: 'chaos-1',
  },
  body: { rewardId: 'consultation' },
  status,
  answer: { ...answer },
});
const outOfStock = wanted(409, { code: 'OUT_OF_STOCK' });
const tooPoor = wanted(409, { code: 'INSUFFICIENT_POINTS' });
const times = (count: number, one: AnsweredDecision) => Array.from({ length: count }, () => one);

describe('of 20 slots a month', () => {
  it.each([
    ['all are given and the others refused', [...times(20, wanted(201)), outOfStock, tooPoor]],
    ['few are wanted', [...times(3, wanted(201)), tooPoor]],
  ])('it is right that %s', (_title, answered) => {
    expect(scarceContradictions('jeweller', answered)).toEqual([]);
  });

  it.each([
    ['21 are given', times(21, wanted(201)), /given 21 times, and there are 20 a month/],
    ['somebody is refused while there is one left', [...times(19, wanted(201)), outOfStock], /only 19 of 20/],
  ])('it is wrong that %s', (_title, answered, words) => {
    expect(scarceContradictions('jeweller', answered)).toEqual([expect.stringMatching(words)]);
  });
});
