import type { MigrationClass } from '@perennial/persistence';

import { watermarkInboxOutboxQuarantine } from './0001-watermark-inbox-outbox-quarantine.js';
import { parkedEvents } from './0002-parked-events.js';
import { idempotencyKeys } from './0003-idempotency-keys.js';
import { leases } from './0004-leases.js';
import { answersByMember } from './0005-answers-by-member.js';
import { answersGoKeysStay } from './0006-answers-go-keys-stay.js';
import { repeats } from './0007-repeats.js';
import { whatIsRepeated } from './0008-what-is-repeated.js';
import { outboxAsItIs } from './0009-outbox-as-it-is.js';
import { outboxOfSeveralPartitions } from './0010-outbox-of-several-partitions.js';

/** Every service lists these before its own. */
export const messagingMigrations: readonly MigrationClass[] = [
  watermarkInboxOutboxQuarantine,
  parkedEvents,
  idempotencyKeys,
  leases,
  answersByMember,
  answersGoKeysStay,
  repeats,
  whatIsRepeated,
  outboxAsItIs,
  outboxOfSeveralPartitions,
];
