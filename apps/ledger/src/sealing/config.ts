import { secretSetting } from '@perennial/service';
import { z } from 'zod';

import { signingKeyOf, trustedKeysOf, type TrustedKeys } from './signing-key.js';

/** What the ledger reads from its environment for its seals. Each may be given as a file, too: `LEDGER_SIGNING_KEY_FILE`. */
export const sealingSettings = {
  /** Private Ed25519 key that checkpoints are signed with: PKCS#8 as PEM, or as the base64 of its DER. */
  LEDGER_SIGNING_KEY: secretSetting('LEDGER_SIGNING_KEY', {
    read: signingKeyOf,
    form: 'private Ed25519 key, in PEM or base64 of DER',
    makeOne: 'openssl genpkey -algorithm ed25519 makes one',
  }),
  /** Public keys that signed earlier checkpoints, PEM, one after the other. */
  LEDGER_RETIRED_KEYS: z
    .string()
    .optional()
    .transform((text, context) => {
      try {
        return text === undefined ? (new Map() as TrustedKeys) : trustedKeysOf(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    }),
  /** Path of a file that gets every checkpoint as a line of JSON. None: checkpoints go to the topic only. */
  LEDGER_CHECKPOINT_LOG: z.string().optional(),
  /** Where a signing key of our own is kept when none is given. */
  PERENNIAL_DATA_DIR: z.string().default('.perennial'),
};
