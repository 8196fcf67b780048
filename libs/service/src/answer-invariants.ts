import { checkInvariants, type ClusterOptions, type Invariant, type KafkaSecurity } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import type { Tell } from './answer-on-stdin.js';

/** What the command line asks of each service. */
export const invariantsRequest = z.object({
  ask: z.literal('invariants'),
  databaseUrl: z.string(),
  brokers: z.array(z.string()).min(1),
  security: z.custom<KafkaSecurity>().optional(),
  topicPrefix: z.string(),
  /** Keys that are believed, PEM, of a service that signs. */
  publicKeysPem: z.string().optional(),
});

/** Checks a service's invariants on its own rows and topics, whether or not it is running. */
export async function answerInvariants(
  { databaseUrl, brokers, security, topicPrefix }: z.output<typeof invariantsRequest>,
  tell: Tell,
  invariantsOf: (db: Database, cluster: ClusterOptions) => readonly Invariant[] | Promise<readonly Invariant[]>,
): Promise<object> {
  const db = await Database.connect({ url: databaseUrl, applicationName: 'perennial-invariants', poolSize: 2 });
  try {
    const invariants = await invariantsOf(db, { brokers, security, topicPrefix });
    return { invariants: await checkInvariants(invariants, (checked) => tell({ checked })) };
  } finally {
    await db.close();
  }
}
