import type { Envelope } from '@perennial/contracts';
import { customersNamed, type RecordedPersons } from '@perennial/customers';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import { followAudiences, leaveAudiences } from './follow-audiences.js';

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
  return [...(await leaveAudiences(tx, merged, chunk)), ...(await followAudiences(tx, last, chunk))];
}
