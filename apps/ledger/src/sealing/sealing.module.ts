import { existsSync, statSync } from 'node:fs';

import { Module } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, CONFIG, LOG, type Clock, type ServiceConfig } from '@perennial/service';

import { CheckpointLog } from './checkpoint-log.js';
import type { sealingSettings } from './config.js';
import { GetProofRoute } from './get-proof.route.js';
import { ListSigningKeysRoute } from './list-signing-keys.route.js';
import { readPublished } from './published-file.js';
import { findCheckpoints } from './queries/find-checkpoints.js';
import { SealBookingsJob } from './seal-bookings.job.js';
import { developmentKey, trustedKeysOf, type SigningKey, type TrustedKeys } from './signing-key.js';
import { SIGNING_KEY, TRUSTED_KEYS, VERIFY_SEALS } from './tokens.js';
import type { Published } from './verify/check-published.js';
import { verifySeals, type SealVerification } from './verify/verify-seals.js';

export type VerifySeals = () => Promise<SealVerification>;

type Config = ServiceConfig<typeof sealingSettings>;

const SOURCE = '/perennial/ledger';

/** A checkpoint is in the file after the next turn of the job, by far. */
const WRITTEN_WITHIN_MS = 60_000;

@Module({
  controllers: [GetProofRoute, ListSigningKeysRoute],
  providers: [
    { provide: SIGNING_KEY, inject: [CONFIG, LOG], useFactory: signingKey },
    {
      provide: TRUSTED_KEYS,
      inject: [CONFIG, SIGNING_KEY],
      useFactory: ({ settings }: Config, { publicKeyPem }: SigningKey): TrustedKeys =>
        new Map([...trustedKeysOf(publicKeyPem), ...settings.LEDGER_RETIRED_KEYS]),
    },
    {
      provide: VERIFY_SEALS,
      inject: [Database, CLOCK, CONFIG, TRUSTED_KEYS],
      useFactory:
        (db: Database, clock: Clock, { settings }: Config, keys: TrustedKeys): VerifySeals =>
        async () => {
          const file = settings.LEDGER_CHECKPOINT_LOG;
          return verifySeals(db, keys, { published: file === undefined ? undefined : await kept(file, db, clock) });
        },
    },
    {
      provide: SealBookingsJob,
      inject: [Database, CLOCK, LOG, CONFIG, SIGNING_KEY],
      useFactory: (db: Database, clock: Clock, log: Log, { settings }: Config, key: SigningKey) => {
        const file = settings.LEDGER_CHECKPOINT_LOG;
        const checkpointLog = file === undefined ? undefined : new CheckpointLog(file, SOURCE);
        return new SealBookingsJob(db, clock, log, { key, source: SOURCE, checkpointLog });
      },
    },
  ],
  exports: [VERIFY_SEALS],
})
export class SealingModule {}

/** What the file has; of one that is gone, nothing, which is a difference: undefined while it need not be there yet. */
async function kept(file: string, db: Database, clock: Clock): Promise<Published | undefined> {
  if (existsSync(file) && statSync(file).size > 0) return readPublished(file);
  const [first] = await findCheckpoints(db, [1]);
  return first && clock().getTime() - first.signedAt > WRITTEN_WITHIN_MS ? [] : undefined;
}

function signingKey({ settings }: Config, log: Log): SigningKey {
  if (settings.LEDGER_SIGNING_KEY) return settings.LEDGER_SIGNING_KEY;
  const { key, file } = developmentKey(settings.PERENNIAL_DATA_DIR);
  log.warn(
    'checkpoints are signed with a development key; production needs LEDGER_SIGNING_KEY or LEDGER_SIGNING_KEY_FILE',
    {
      file,
      keyId: key.keyId,
    },
  );
  return key;
}
