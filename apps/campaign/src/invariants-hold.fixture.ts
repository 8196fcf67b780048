import type { Database } from '@perennial/persistence';

import { campaignInvariants } from './invariants.js';

/** Everything that has to hold of the campaign service's rows does; a spec that it does not says which. */
export async function expectInvariants(db: Database): Promise<void> {
  for (const { says, violation } of campaignInvariants(db))
    expect([says, await violation()]).toEqual([says, undefined]);
}

/** As `expectInvariants`, and then ends what the spec has open, also where they do not hold: Jest does not exit before. */
export async function endWithInvariants(db: Database, end: () => Promise<void>): Promise<void> {
  try {
    await expectInvariants(db);
  } finally {
    await end();
  }
}
