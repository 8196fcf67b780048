import { randomBytes } from 'node:crypto';

import { developmentSecret } from '@perennial/service';

/** What codes are looked up and sealed by: 32 bytes. */
export type CodeKey = Buffer;

const BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;

/** @param text 64 hex digits, or the base64 of 32 bytes. @returns undefined when it is neither */
export function codeKeyOf(text: string): CodeKey | undefined {
  const key = Buffer.from(text, HEX.test(text) ? 'hex' : 'base64');
  return key.length === BYTES ? key : undefined;
}

/**
 * The key of an installation that was given none.
 *
 * @throws Error when the file does not hold a key
 */
export function developmentCodeKey(dataDir: string): { readonly key: CodeKey; readonly file: string } {
  const { text, file } = developmentSecret(dataDir, 'campaign-code-key', () => randomBytes(BYTES).toString('hex'));
  const key = codeKeyOf(text.trim());
  if (!key)
    throw new Error(`${file} does not hold a key of ${BYTES} bytes: with another one, no code is known any more`);
  return { key, file };
}
