import { createHash } from 'node:crypto';

import { z } from 'zod';

/** How many values a signature has: the estimated similarity is off by at most .07 nineteen times of twenty at .8. */
const VALUES = 128;
/** Values of 16 bits in one SHA-256. */
const VALUES_PER_HASH = 16;
/** Fewer different words than this, such as "great, thank you", are many people's own. */
const WORDS_MIN = 8;

/** A signature as it travels: 128 values of 16 bits, big endian, as base64url without padding. */
export const BodySignature = z.string().regex(/^[A-Za-z0-9_-]{342}$/, {
  error: 'must be 128 values of 16 bits as base64url without padding, 342 characters',
});

/**
 * MinHash signature of the words of a text (Broder 1997): texts that share most of their words have signatures that are
 * equal in most places, and the text cannot be had from it. The share of equal values estimates the Jaccard similarity of
 * the two sets of words, words in both over words in either.
 *
 * Words are what is left of the text in NFKC and lower case between characters that are neither letters nor digits; each
 * counts once, in any order. Value `16 h + j` of a word, 0 <= h < 8 and 0 <= j < 16, are the 16 bits from byte `2 j` of the
 * SHA-256 of `h:word` in UTF-8, big endian; value `i` of the text is the least value `i` of its words.
 *
 * @returns 342 characters, for `bodySignature` of a published review; undefined for a text of fewer than 8 different words
 */
export function bodySignatureOf(text: string): string | undefined {
  const words = wordsOf(text);
  if (words.size < WORDS_MIN) return undefined;
  const least = new Uint16Array(VALUES).fill(0xffff);
  for (const word of words) {
    for (let hash = 0; hash < VALUES / VALUES_PER_HASH; hash += 1) {
      const bytes = createHash('sha256').update(`${hash}:${word}`).digest();
      for (let j = 0; j < VALUES_PER_HASH; j += 1) {
        const value = bytes.readUInt16BE(2 * j);
        const i = VALUES_PER_HASH * hash + j;
        if (value < (least[i] ?? 0)) least[i] = value;
      }
    }
  }
  const bytes = Buffer.alloc(2 * VALUES);
  least.forEach((value, i) => bytes.writeUInt16BE(value, 2 * i));
  return bytes.toString('base64url');
}

/** The 128 values of a signature, 0 to 65535 each. */
export function signatureValues(signature: string): number[] {
  const bytes = Buffer.from(signature, 'base64url');
  return Array.from({ length: VALUES }, (_, i) => bytes.readUInt16BE(2 * i));
}

function wordsOf(text: string): Set<string> {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return new Set(words.filter((word) => word !== ''));
}
