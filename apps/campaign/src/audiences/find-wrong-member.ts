import type { Tx } from '@perennial/persistence';

import { UNKNOWN_CUSTOMER } from '../domain/features.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { membershipChanges } from './domain/membership.js';
import { listConditions } from './queries/list-conditions.js';
import { listPersonsAfter } from './queries/list-persons-after.js';
import { loadMemberships } from './queries/load-memberships.js';

const PAGE = 1_000;

/** Asks everybody about the audiences of which everybody has been asked. @returns the first who is in or out and should not be, in words */
export async function findWrongMember(tx: Tx): Promise<string | undefined> {
  const audiences = await listConditions(tx);
  if (audiences.length === 0) return undefined;
  for (let after: string | undefined = ''; after !== undefined;) {
    const persons = await listPersonsAfter(tx, after, PAGE);
    const features = await loadFeatures(tx, persons);
    const memberships = await loadMemberships(tx, persons);
    for (const customerId of persons) {
      const asked = { customerId, features: features.get(customerId) ?? UNKNOWN_CUSTOMER };
      const [wrong] = membershipChanges(
        audiences,
        { ...asked, known: memberships.get(customerId) ?? [] },
        { at: 0, tell: 0 },
      );
      if (wrong) return `a customer is ${wrong.inside ? 'not ' : ''}in ${wrong.audience}, and should be otherwise`;
    }
    after = persons.length < PAGE ? undefined : persons.at(-1);
  }
  return undefined;
}
