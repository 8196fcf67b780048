import { reviewPublished, reviewUnpublished, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { foldReviews } from './fold-reviews.js';

const nobody = {
  writers: new Map(),
  waiting: [] as { readonly waitsFor: string; readonly event: Envelope }[],
  personOf: (id: string) => id,
  isForgotten: () => false,
};
const publishes = (customerId: string, reviewId = 'r') => anEvent(reviewPublished, { data: { customerId, reviewId } });
const takesBack = (customerId: string, reviewId = 'r') =>
  anEvent(reviewUnpublished, { data: { customerId, reviewId } });
const folded = (events: readonly Envelope[], known = {}) => {
  const { published, unpublished, refused, parked, released } = foldReviews(
    { ...nobody, ...known },
    events,
    'forgotten',
  );
  return {
    ...{ published: published.map(({ data }) => data.reviewId), unpublished },
    refused: refused.map(({ event, reason }) => [event.id, reason]),
    ...{ parked: parked.map(({ waitsFor }) => waitsFor), released: released.map(({ event }) => event.id) },
  };
};
const nothing = { published: [], unpublished: [], refused: [], parked: [], released: [] };

describe('reviews', () => {
  it('are published, and taken back by who wrote them, in either order', () => {
    const events = [publishes('ann'), takesBack('ann')];
    for (const chunk of [events, events.toReversed()])
      expect(folded(chunk)).toEqual({ ...nothing, published: ['r'], unpublished: ['r'] });
  });

  it('that nobody knows have their unpublication wait, and use it when they come', () => {
    const event = takesBack('ann');
    expect(folded([event])).toEqual({ ...nothing, parked: ['review:r'] });
    const waiting = [{ waitsFor: 'review:r', event }];
    expect(folded([publishes('ann')], { waiting })).toEqual({
      ...nothing,
      ...{ published: ['r'], unpublished: ['r'], released: [event.id] },
    });
  });

  it('are taken back by nobody else, whether their unpublication waited or not', () => {
    const event = takesBack('bob');
    const refused = [[event.id, 'CUSTOMER_MISMATCH']];
    expect(folded([publishes('ann'), event])).toEqual({ ...nothing, published: ['r'], refused });
    const waiting = [{ waitsFor: 'review:r', event }];
    expect(folded([publishes('ann')], { waiting })).toEqual({ ...nothing, published: ['r'], refused });
  });

  it('are taken back by another record of the same person', () => {
    const known = { writers: new Map([['r', 'ann']]), personOf: () => 'ann' };
    expect(folded([takesBack('bob')], known)).toEqual({ ...nothing, unpublished: ['r'] });
  });

  it('of the forgotten are refused, published or taken back', () => {
    const events = [publishes('ann'), takesBack('ann', 'q')];
    const refused = events.map(({ id }) => [id, 'SUBJECT_ERASED']);
    expect(folded(events, { isForgotten: () => true })).toEqual({ ...nothing, refused });
  });
});
