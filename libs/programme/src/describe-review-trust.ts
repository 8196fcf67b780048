import { counted } from './plain-words.js';
import type { ReviewTrust } from './review-trust.schema.js';

/** When reviews are held, as one explains it to somebody who writes them. */
export function reviewTrustSentences(settings: ReviewTrust): string[] {
  const { holdFrom, purchaseWithinDays, reviewsPerDayMax, reviewsPerMonthMax, weights } = settings;
  const against: readonly (readonly [string, number])[] = [
    [`no purchase in the ${counted(purchaseWithinDays, 'day')} before that was kept`, weights.unverified],
    ['the order line was reviewed before', weights.sameOrderLine],
    [`more than ${counted(reviewsPerDayMax, 'review')} by one customer in a day`, weights.velocityDay],
    [`more than ${counted(reviewsPerMonthMax, 'review')} by one customer in a calendar month`, weights.velocityMonth],
    ['many more reviews of the product in a day than it gets', weights.burst],
    ['the text of another review', weights.duplicateText],
    ['almost the text of another review', weights.nearDuplicateText],
  ];
  const counting = against.filter(([, weight]) => weight > 0).map(([what, weight]) => `${what} (${weight})`);
  return [
    'Stars never count.',
    `A person looks at a review against which ${holdFrom} or more speak: ${counting.join('; ')}.`,
  ];
}
