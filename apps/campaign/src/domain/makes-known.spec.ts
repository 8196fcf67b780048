import { referralCreated, reviewPublished, reviewUnpublished } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { makesKnown } from './makes-known.js';

describe('an event makes its customers known', () => {
  it.each([
    ['when it is a review', reviewPublished, true],
    ['when it is a referral', referralCreated, true],
    ['not when it takes a review back', reviewUnpublished, false],
  ])('%s', (_title, declaration, expected) => {
    expect(makesKnown(anEvent(declaration))).toBe(expected);
  });
});
