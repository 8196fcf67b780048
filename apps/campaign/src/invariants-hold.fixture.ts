import type { Database } from '@perennial/persistence';

import { campaignInvariants } from './invariants.js';

/** Everything that has to hold of the campaign service's rows does; a spec that it does not says which. */
export async function expectInvariants(db: Database): Promise<void> {
  for (const { says, violation } of campaignInvariants(db))
    expect([says, await violation()]).toEqual([says, undefined]);
}
