import { pointsClawedBack, rewardIssued } from '@perennial/contracts';
import {
  deliveryInvariants,
  readPublished,
  type ClusterOptions,
  type Invariant,
  type PublishedMessages,
} from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

import { ledgerTopics } from '../topics.js';
import { LEDGER_SOURCE } from '../domain/decision.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import type { TrustedKeys } from '../sealing/signing-key.js';
import { verifySeals } from '../sealing/verify/verify-seals.js';
import { checkBooks, type BookCheck } from '../store/queries/verify-ledger.js';
import { origins } from './origins.js';
import { findMisfolded } from './find-misfolded.js';
import { findMismatch } from './find-mismatch.js';
import { findRemembered } from './find-remembered.js';
import { findUnpublished, readPublishable, type Publishable } from './find-unpublished.js';
import { findUnsettled } from './find-unsettled.js';

export interface LedgerInvariantsOptions {
  readonly db: Database;
  /** Whose signatures are believed. */
  readonly keys: TrustedKeys;
  /** Absent: only what the rows alone tell. */
  readonly cluster?: ClusterOptions | undefined;
}

/** Everything that holds of the ledger whenever nothing is under way. */
export async function ledgerInvariants({ db, keys, cluster }: LedgerInvariantsOptions): Promise<Invariant[]> {
  const programmes = new ProgrammeStore();
  const { checks } = await checkBooks(db);
  return [
    ...checks.map(bookInvariant),
    {
      id: 'I3',
      says: 'every member has what the facts come to, and every thing was paid for once',
      violation: () => findMisfolded(db, programmes),
    },
    {
      id: 'I3',
      says: 'the walks through all members found nothing that is there still',
      violation: () => findMismatch(db),
    },
    ...origins.map(({ says, find }) => ({ id: 'I3', says, violation: () => find(db) })),
    { id: 'I13', says: 'nothing tells of a customer who was forgotten', violation: () => findRemembered(db) },
    {
      id: 'I14',
      says: 'the statements of partners are the sum of their lines, and net to 0',
      violation: async () => findUnsettled(db, await programmes.read(db)),
    },
    {
      id: 'I16',
      says: 'the seals verify',
      violation: async () => {
        const { firstDifference } = await verifySeals(db, keys);
        return firstDifference && `${firstDifference.check}: ${firstDifference.detail}`;
      },
    },
    ...(cluster
      ? [...publishedInvariants(db, cluster), ...deliveryInvariants({ db, cluster, topics: ledgerTopics })]
      : []),
  ];
}

function bookInvariant({ id, name, difference }: BookCheck): Invariant {
  return { id, says: name, violation: () => Promise.resolve(difference ?? undefined) };
}

/** The topics are read once, when the first of these is checked. */
function publishedInvariants(db: Database, cluster: ClusterOptions): Invariant[] {
  let reading: Promise<readonly [Publishable, PublishedMessages]> | undefined;
  const read = () =>
    (reading ??= readPublishable(db).then(
      async (rows) =>
        [
          rows,
          await readPublished(cluster, { topics: [rewardIssued.topic, pointsClawedBack.topic], source: LEDGER_SOURCE }),
        ] as const,
    ));
  return [
    {
      id: 'I8',
      says: 'what is published was booked, and what was booked is published',
      violation: async () => findUnpublished(db, ...(await read())),
    },
    {
      id: 'I9',
      says: 'all copies of a message are the same bytes',
      violation: async () => (await read())[1].differentCopy,
    },
    {
      id: 'I9',
      says: 'the messages of a member first appear in the order of their numbers, without gaps',
      violation: async () => (await read())[1].outOfSequence,
    },
  ];
}
