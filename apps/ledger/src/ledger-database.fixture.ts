import { checkInvariants } from '@perennial/messaging';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { findUncaused } from './invariants/find-uncaused.js';
import { findUndecided } from './invariants/find-undecided.js';
import { findUntaken } from './invariants/find-untaken.js';
import { ledgerInvariants } from './invariants/ledger-invariants.js';
import { origins } from './invariants/origins.js';
import { migrations } from './migrations/index.js';
import type { TrustedKeys } from './sealing/signing-key.js';

/** What a rig goes past, and which origins nothing can tell of then. */
const UNTOLD = {
  /** Events are handed to the handler, and no delivery has taken them in. */
  delivery: [findUntaken, findUncaused],
  /** Decisions are made without what a command writes beside them. */
  commands: [findUndecided],
} as const;

interface LedgerDatabaseOptions {
  /** Whose signatures its checkpoints have, if it has any; asked for at the end. */
  readonly keys?: (() => TrustedKeys) | undefined;
  readonly past?: readonly (keyof typeof UNTOLD)[];
}

/** A ledger's database of one spec alone. When the spec is done with it, it has to be in order, whatever was tried with it. */
export async function ledgerDatabase({ keys, past = [] }: LedgerDatabaseOptions = {}): Promise<FreshDatabase> {
  const fresh = await freshDatabase('ledger', migrations);
  return {
    ...fresh,
    async drop() {
      try {
        await expectInvariants(fresh, keys?.() ?? new Map(), past);
      } finally {
        await fresh.drop();
      }
    },
  };
}

async function expectInvariants(
  { db }: FreshDatabase,
  keys: TrustedKeys,
  past: readonly (keyof typeof UNTOLD)[],
): Promise<void> {
  const results = await checkInvariants(await ledgerInvariants({ db, keys }));
  const untold = new Set<unknown>(past.flatMap((each) => UNTOLD[each]));
  const leftOut = new Set(origins.filter(({ find }) => untold.has(find)).map(({ says }) => says));
  const violations = results.filter(({ holds, says }) => !holds && !leftOut.has(says));
  if (violations.length > 0)
    throw new Error(
      `The ledger is not in order: ${violations.map(({ id, says, violation }) => `${id}, ${says}: ${violation}`).join('; ')}`,
    );
}
