import type { Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { UNKNOWN_CUSTOMER, type CustomerFeatures } from '../domain/features.js';
import type { BudgetChange } from '../domain/settlement.js';
import { triggeredBy } from '../domain/triggers/event.trigger.js';
import { loadFeatures } from '../store/queries/load-features.js';
import type { CampaignChunk } from './campaign-chunk.js';
import { inState } from './in-state.js';
import { makeOffers } from './make-offers.js';

export interface ToldBesides {
  /** Of points for friends: the signs that these are none. */
  readonly rings?: ReadonlyMap<Envelope, readonly string[]>;
  /** By person: what was known before the events. */
  readonly before?: ReadonlyMap<string, CustomerFeatures>;
  /** What the transaction changes of budgets besides. */
  readonly settled?: readonly BudgetChange[];
}

/**
 * Answers events that are about one customer each, their subject: those that trigger a campaign, and those by which
 * something new is known of the customer. What they tell was kept before.
 *
 * @param events that may trigger something; their customers are locked by `tx`
 */
export async function answerTold(
  tx: Tx,
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
  chunk: CampaignChunk,
  { rings = new Map(), before, settled }: ToldBesides = {},
): Promise<OutgoingMessage[]> {
  const { campaigns } = chunk.programme;
  const about = events.flatMap((event) => {
    const { subject } = event;
    return subject === undefined ? [] : [{ event, person: personOf(subject) }];
  });
  const triggers = new Set(
    campaigns.flatMap(({ trigger }) => (trigger.kind === 'event' ? [trigger.on as string] : [])),
  );
  const hasStates = campaigns.some(({ trigger }) => trigger.kind === 'state');
  const looked = about.filter(({ event }) => hasStates || triggers.has(event.type));
  const features = await loadFeatures(
    tx,
    looked.map(({ person }) => person),
  );
  const candidates = looked.flatMap(({ event, person }) =>
    triggeredBy(campaigns, event, person, features.get(person) ?? UNKNOWN_CUSTOMER).map((candidate) => ({
      ...candidate,
      ...(rings.has(event) && { ring: rings.get(event) ?? [] }),
    })),
  );
  const last = new Map(looked.map(({ event, person }) => [person, event]));
  const inStates = await inState(tx, { last, features, before }, chunk);
  return makeOffers(tx, [...candidates, ...inStates], features, chunk, settled);
}
