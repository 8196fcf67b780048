import type { Envelope } from '@perennial/contracts';
import { customersNamed, type RecordedPersons } from '@perennial/customers';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import type { Membership } from './domain/membership.js';
import { followAudiences, leaveAudiences } from './follow-audiences.js';
import { loadMemberships } from './queries/load-memberships.js';

/**
 * Has customers enter and leave audiences of whom something was told, or who became other persons, who are locked. Of who is forgotten
 * nothing is told: their memberships go with everything else.
 *
 * @returns what is to be published
 */
export async function followMerges(
  tx: Tx,
  { accepted, forgotten, moves, personOf }: RecordedPersons,
  chunk: CampaignChunk,
): Promise<OutgoingMessage[]> {
  const last = new Map<string, Envelope>();
  const merged = new Map<string, Envelope>();
  for (const event of accepted) {
    for (const record of customersNamed(event)) {
      const person = forgotten.get(record)?.heir ?? personOf(record);
      if (!forgotten.has(person)) last.set(person, event);
    }
  }
  for (const [record, person] of moves) {
    const event = last.get(person);
    if (event && !forgotten.has(record)) merged.set(record, event);
  }
  const memberships = await loadMemberships(tx, [...moves.keys()]);
  const left = await leaveAudiences(tx, merged, memberships, chunk);
  return [...left, ...(await followAudiences(tx, last, chunk, takenOver(moves, memberships)))];
}

/** By person: since when they were in audiences as records that have become theirs. */
function takenOver(
  moves: RecordedPersons['moves'],
  memberships: ReadonlyMap<string, readonly Membership[]>,
): Map<string, Map<string, number>> {
  const since = new Map<string, Map<string, number>>();
  for (const [record, person] of moves) {
    const ofPerson = since.get(person) ?? new Map<string, number>();
    for (const { audience, inside, enteredAt } of memberships.get(record) ?? [])
      if (inside) ofPerson.set(audience, Math.min(enteredAt, ofPerson.get(audience) ?? enteredAt));
    since.set(person, ofPerson);
  }
  return since;
}
