import { secretSetting } from '@perennial/service';
import { z } from 'zod';

const KEY_BYTES = 32;

/** What the campaign service reads from its environment for webhooks. Each may be given as a file, too: `WEBHOOK_KEY_FILE`. */
export const webhookSettings = {
  /** What the secrets of endpoints are encrypted with: 32 bytes in base64. */
  WEBHOOK_KEY: secretSetting('WEBHOOK_KEY', {
    read: keyOf,
    form: '32 bytes in base64',
    makeOne: 'openssl rand -base64 32 makes one',
  }),
  /** `true`: webhooks may go to this machine, by http too, to try a receiver out. */
  WEBHOOK_ALLOW_LOOPBACK: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((text, context) => {
      if (text === 'false' || process.env['NODE_ENV'] !== 'production') return text === 'true';
      const message = 'lets webhooks reach this machine, which is refused with NODE_ENV=production: remove it';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }),
  /** Where a key of our own is kept when none is given. */
  PERENNIAL_DATA_DIR: z.string().default('.perennial'),
};

/** @throws Error where the text is no key */
export function keyOf(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new Error(`a key of ${KEY_BYTES} bytes is needed, in base64`);
  return key;
}
