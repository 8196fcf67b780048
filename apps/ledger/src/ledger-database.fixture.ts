import { checkInvariants } from '@perennial/messaging';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { origins } from './invariants/origins.js';
import { ledgerInvariants } from './invariants/ledger-invariants.js';
import { migrations } from './migrations/index.js';
import type { TrustedKeys } from './sealing/signing-key.js';

/**
 * A ledger's database of one spec alone. When the spec is done with it, it has to be in order, whatever was tried with it.
 *
 * @param keys whose signatures its checkpoints have, if it has any; asked for at the end
 */
export async function ledgerDatabase(keys: () => TrustedKeys = () => new Map()): Promise<FreshDatabase> {
  const fresh = await freshDatabase('ledger', migrations);
  return {
    ...fresh,
    async drop() {
      try {
        await expectInvariants(fresh, keys());
      } finally {
        await fresh.drop();
      }
    },
  };
}

async function expectInvariants({ db }: FreshDatabase, keys: TrustedKeys): Promise<void> {
  const results = await checkInvariants(await ledgerInvariants({ db, keys }));
  // Rigs hand events to the handler past the delivery, and decide without a command.
  const past = new Set(origins.map(({ says }) => says));
  const violations = results.filter(({ holds, says }) => !holds && !past.has(says));
  if (violations.length > 0)
    throw new Error(
      `The ledger is not in order: ${violations.map(({ id, says, violation }) => `${id}, ${says}: ${violation}`).join('; ')}`,
    );
}
