import { deterministicId, signatureValues, type ReviewPublished } from '@perennial/contracts';

/** What is kept of a published review, and judged by. Its stars are not among it, nor is its text. */
export interface PublishedReview {
  readonly reviewId: string;
  readonly customerId: string;
  readonly sku: string;
  readonly orderId?: string;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  readonly bodyDigest?: string;
  /** MinHash of its words: 128 values. */
  readonly signature?: readonly number[];
}

export function publishedReview(
  { reviewId, customerId, sku, orderId, bodyDigest, bodySignature }: ReviewPublished,
  at: number,
): PublishedReview {
  return {
    ...{ reviewId, customerId, sku, at },
    ...(orderId !== undefined && { orderId }),
    ...(bodyDigest !== undefined && { bodyDigest }),
    ...(bodySignature !== undefined && { signature: signatureValues(bodySignature) }),
  };
}

/** Values in a band: two texts with a similarity of .8 share one of 16 bands with probability .95, of .9 with .9998, of .3 with .001. */
const BAND = 8;

/**
 * The names of a signature's 16 bands. Texts that are almost the same share one, mostly; so they are looked up by it, and
 * nothing else is compared (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
 *
 * @returns UUIDs, in the order of the bands
 */
export function bandsOf(signature: readonly number[]): string[] {
  return Array.from({ length: signature.length / BAND }, (_, band) =>
    deterministicId('review-band', band, ...signature.slice(BAND * band, BAND * (band + 1))),
  );
}
