import { BodySignature, bodySignatureOf, signatureValues } from './body-signature.js';

const numbered = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => `word${from + index}`).join(' ');

/** Share of equal values of two texts. */
function similarity(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => signatureValues(bodySignatureOf(text) ?? ''));
  return (a ?? []).filter((value, index) => value === b?.[index]).length / 128;
}

describe('the signature of a text', () => {
  it('is 342 characters, the same whatever the order, case, punctuation and repetition of the words', () => {
    const text = 'The ring is lovely, sits well and came in two days';
    const signature = bodySignatureOf(text);
    expect(BodySignature.safeParse(signature).success).toBe(true);
    expect(bodySignatureOf('IN two days came — the ring; and (sits) WELL: is lovely. Lovely ring!')).toBe(signature);
    expect(bodySignatureOf(`${text} again`)).not.toBe(signature);
  });

  it('has the least 16 bits of the SHA-256 of its words as values, so that others can compute it', () => {
    // sha256('0:a') … of eight one-letter words; first and last value by `printf 0:a | sha256sum` and its like.
    const values = signatureValues(bodySignatureOf('a b c d e f g h') ?? '');
    expect(values).toHaveLength(128);
    expect([values[0], values[127]]).toEqual([6122, 5954]);
  });

  it.each([
    [0.8, 80, 0, 100],
    [0.5, 75, 25, 100],
    [0, 100, 100, 200],
  ])('estimates a Jaccard similarity of %s within .1', (jaccard, until, from, to) => {
    expect(Math.abs(similarity(numbered(0, until), numbered(from, to)) - jaccard)).toBeLessThan(0.1);
  });

  it('does not exist for fewer than 8 different words', () => {
    expect(bodySignatureOf('very very good ring, I love it so')).toBeUndefined();
    expect(bodySignatureOf('very very good ring, I love it so much')).toBeDefined();
  });

  it('counts letters of all scripts as words', () => {
    expect(bodySignatureOf('кольцо очень красивое и пришло быстро спасибо большое')).toBeDefined();
  });
});
