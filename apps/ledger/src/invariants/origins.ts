import type { Database } from '@perennial/persistence';

import { findUncaused } from './find-uncaused.js';
import { findUndecided } from './find-undecided.js';
import { findUntaken } from './find-untaken.js';

/** Where facts, and transfers, have come from: what has to tell of it beside them. */
export const origins: readonly {
  readonly says: string;
  /** The first of which nothing tells, in words. */
  readonly find: (db: Database) => Promise<string | undefined>;
}[] = [
  { says: 'facts that were events were taken in', find: findUntaken },
  { says: 'facts that were decided have what was written with the decision', find: findUndecided },
  { says: 'transfers name a cause that there is', find: findUncaused },
];

/** All of them, one after the other. */
export async function verifyOrigins(db: Database): Promise<{
  readonly checked: readonly string[];
  readonly firstDifference?: { readonly check: string; readonly detail: string };
}> {
  const checked = origins.map(({ says }) => says);
  for (const { says, find } of origins) {
    const detail = await find(db);
    if (detail !== undefined) return { checked, firstDifference: { check: says, detail } };
  }
  return { checked };
}
