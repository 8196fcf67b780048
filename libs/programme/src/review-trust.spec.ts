import { loadProgramme, reviewTrustOf } from './index.js';
import { ReviewTrust } from './review-trust.schema.js';

const jeweller = loadProgramme(new URL('../../../programmes/jeweller.yaml', import.meta.url).pathname);

describe('reviewTrust', () => {
  it('has standard values for every key, and may be absent', () => {
    expect(jeweller.reviewTrust).toBeUndefined();
    expect(reviewTrustOf(jeweller)).toEqual({
      holdFrom: 100,
      purchaseWithinDays: 365,
      reviewsPerDayMax: 5,
      reviewsPerMonthMax: 20,
      burst: { pastDays: 28, perDayMin: 0.7, tail: 0.000001 },
      similarity: 0.8,
      weights: {
        unverified: 50,
        sameOrderLine: 60,
        velocityDay: 40,
        velocityMonth: 40,
        burst: 50,
        duplicateText: 60,
        nearDuplicateText: 60,
      },
    });
  });

  it('holds nothing for one reason alone, with the standard values', () => {
    const { holdFrom, weights } = reviewTrustOf(jeweller);
    for (const weight of Object.values(weights)) expect(weight).toBeLessThan(holdFrom);
  });

  it('changes what is named, and keeps the rest', () => {
    const reviewTrust = ReviewTrust.parse({ weights: { burst: 0 }, burst: { tail: 0.001 } });
    expect(reviewTrustOf({ reviewTrust })).toMatchObject({
      weights: { burst: 0, unverified: 50 },
      burst: { tail: 0.001, pastDays: 28 },
    });
  });

  it.each([
    ['a weight for stars', { weights: { stars: 10 } }],
    ['a limit for ratings', { ratingMax: 4 }],
    ['a threshold of 0, which would hold every review', { holdFrom: 0 }],
  ])('refuses %s', (_title, keys) => {
    expect(ReviewTrust.safeParse(keys).success).toBe(false);
  });
});
