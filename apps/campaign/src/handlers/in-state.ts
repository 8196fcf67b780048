import type { Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { Candidate } from '../domain/candidate.js';
import { DAY_MS } from '../domain/day.js';
import { UNKNOWN_CUSTOMER, type CustomerFeatures } from '../domain/features.js';
import { triggeredByState, type ChangedCustomer } from '../domain/triggers/state.trigger.js';
import { isHeldBack, runName } from '../domain/runs.js';
import type { PastAnswer } from '../domain/situation.js';
import { listAnswers } from '../store/queries/list-answers.js';
import { listLastDecisions } from '../store/queries/list-last-decisions.js';
import type { CampaignChunk } from './campaign-chunk.js';

/** Persons of whom something new was told, who are locked. */
export interface NewlyTold {
  /** By person: the event that told it. */
  readonly last: ReadonlyMap<string, Envelope>;
  readonly features: ReadonlyMap<string, CustomerFeatures>;
  /** What was known before; of those without nobody looked. */
  readonly before?: ReadonlyMap<string, CustomerFeatures> | undefined;
}

/**
 * Candidates of campaigns for a state that customers are in now. The state lasts and is told again and again: whom a cap, the margin or a
 * budget kept from an offer is asked about again after a day.
 */
export async function inState(
  tx: Tx,
  { last, features, before }: NewlyTold,
  { programme, now }: CampaignChunk,
): Promise<Candidate[]> {
  const { campaigns } = programme;
  const clock = { now: now.getTime(), maxReactionAgeMs: programme.maxReactionAgeDays * DAY_MS };
  const changed = (customerId: string, answers: readonly PastAnswer[]): ChangedCustomer => ({
    ...{ customerId, answers, features: features.get(customerId) ?? UNKNOWN_CUSTOMER, before: before?.get(customerId) },
  });
  const maybe = [...last].filter(
    ([person, event]) => triggeredByState(campaigns, event, changed(person, []), clock).length > 0,
  );
  const answers = await listAnswers(
    tx,
    maybe.map(([person]) => person),
    campaigns.filter(({ trigger }) => trigger.kind === 'state'),
    programme,
  );
  const candidates = maybe.flatMap(([person, event]) =>
    triggeredByState(campaigns, event, changed(person, answers.get(person) ?? []), clock),
  );
  const lastDecisions = await listLastDecisions(tx, candidates);
  return candidates.filter((candidate) => !isHeldBack(lastDecisions.get(runName(candidate)), clock.now));
}
