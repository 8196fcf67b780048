import { bodySignatureOf, reviewPublished } from '@perennial/contracts';
import fc from 'fast-check';

import { bandsOf, publishedReview } from './published-review.js';

const { example } = reviewPublished;

describe('what is kept of a review', () => {
  it('is the same whatever its stars are, whether the shop calls it verified, and how many photos it has', () => {
    const bodySignature = bodySignatureOf('eight words are enough for a signature of words') ?? '';
    const changes = fc.record({ rating: fc.integer({ min: 1, max: 5 }), verified: fc.boolean(), photos: fc.nat() });
    fc.assert(
      fc.property(changes, changes, (one, other) => {
        const [a, b] = [one, other].map((change) => publishedReview({ ...example, bodySignature, ...change }, 1));
        expect(a).toEqual(b);
      }),
    );
    expect(JSON.stringify(publishedReview({ ...example, bodySignature, rating: 4 }, 1))).not.toContain('rating');
  });

  it('has 16 bands, of which texts that differ in one word of 20 share some, and other texts none', () => {
    const text = (last: string) =>
      `a ring with a stone that catches light from every side and fits as it should ${last}`;
    const bands = (words: string) =>
      bandsOf(publishedReview({ ...example, bodySignature: bodySignatureOf(words) }, 1).signature ?? []);
    const one = bands(text('always'));
    expect(new Set(one).size).toBe(16);
    expect(bands(text('today')).filter((band) => one.includes(band)).length).toBeGreaterThan(0);
    const other = bands('parcel came late box was torn open chain broken within week shop never answered me');
    expect(other.filter((band) => one.includes(band))).toEqual([]);
  });
});
