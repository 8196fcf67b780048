import { secretSetting } from '@perennial/service';
import { z } from 'zod';

import { codeKeyOf, type CodeKey } from './code-key.js';

/** What the campaign service reads from its environment for its codes. The key may be given as a file: `CAMPAIGN_CODE_KEY_FILE`. */
export const codeSettings = {
  /** What codes are looked up by, and what the copies that customers are shown, and messages for webhooks, are encrypted with: 32 bytes, hex or base64. */
  CAMPAIGN_CODE_KEY: secretSetting('CAMPAIGN_CODE_KEY', {
    read: keyOf,
    form: 'key of 32 bytes that chance made, as 64 hex digits or in base64',
    makeOne: 'openssl rand -hex 32 makes one',
  }),
  /** Where a key of our own is kept when none is given. */
  PERENNIAL_DATA_DIR: z.string().default('.perennial'),
};

/** @throws RangeError where it is no key; one byte over and over, or a text of the documentation, is none */
function keyOf(text: string): CodeKey {
  const key = codeKeyOf(text);
  if (!key || new Set(key).size < 8) throw new RangeError('no key');
  return key;
}
