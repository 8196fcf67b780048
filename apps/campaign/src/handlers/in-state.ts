import type { Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import type { Campaign } from '@perennial/programme';

import type { Candidate } from '../domain/candidate.js';
import { UNKNOWN_CUSTOMER, type CustomerFeatures } from '../domain/features.js';
import { triggeredByState } from '../domain/triggers/state.trigger.js';
import { listAnswers } from '../store/queries/list-answers.js';

/**
 * Candidates of campaigns for a state that customers are in now.
 *
 * @param last by person, who is locked by `tx`: the event that told something new
 */
export async function inState(
  tx: Tx,
  last: ReadonlyMap<string, Envelope>,
  features: ReadonlyMap<string, CustomerFeatures>,
  campaigns: readonly Campaign[],
): Promise<Candidate[]> {
  const known = (person: string): CustomerFeatures => features.get(person) ?? UNKNOWN_CUSTOMER;
  const maybe = [...last].filter(
    ([person, event]) => triggeredByState(campaigns, event, person, known(person), []).length > 0,
  );
  const answers = await listAnswers(
    tx,
    maybe.map(([person]) => person),
    campaigns,
  );
  return maybe.flatMap(([person, event]) =>
    triggeredByState(campaigns, event, person, known(person), answers.get(person) ?? []),
  );
}
