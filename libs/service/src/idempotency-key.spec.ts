import { parseIdempotencyKey } from './idempotency-key.js';

const codeOf = (header: string | undefined): unknown => {
  try {
    return parseIdempotencyKey(header);
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
};

describe('an Idempotency-Key', () => {
  it.each([
    ['in quotes', '"8e03978e-40d5"', '8e03978e-40d5'],
    ['without quotes', '8e03978e-40d5', '8e03978e-40d5'],
    ['with quotes and backslashes in it', '"a\\"b\\\\c"', 'a"b\\c'],
    ['of 255 characters', `"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('is read %s', (_title, header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each([undefined, '', '  '])('is required: %j', (header) => {
    expect(codeOf(header)).toBe('IDEMPOTENCY_KEY_REQUIRED');
  });

  it.each(['""', '"a', 'a b', '"a b"', '"a";p=1', 'a, b', 'é', 'k'.repeat(256), '"a\\b"', '"a"b"'])(
    'is 1 to 255 visible characters, in one string: not %j',
    (header) => {
      expect(codeOf(header)).toBe('INVALID_REQUEST');
    },
  );
});
