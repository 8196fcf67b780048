import type { Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { DAY_MS } from '../domain/day.js';
import { UNKNOWN_CUSTOMER } from '../domain/features.js';
import type { CampaignChunk } from '../handlers/campaign-chunk.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { isNews, membershipChanges, QUIET_MS, type Membership, type MembershipClock } from './domain/membership.js';
import { keepChanges } from './keep-changes.js';
import { loadMemberships } from './queries/load-memberships.js';
import { listWalks } from './queries/walks.js';

/**
 * Has persons enter and leave audiences by what is known of them now: before anything looks at the audiences they are in.
 *
 * @param last by person, who are locked by `tx`: the event by which something is otherwise
 * @param takenOver by person: since when they were in audiences as another record, which is part of them now
 * @returns what is to be published
 */
export async function followAudiences(
  tx: Tx,
  last: ReadonlyMap<string, Envelope>,
  { programme, now }: CampaignChunk,
  takenOver: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(),
): Promise<OutgoingMessage[]> {
  const { audiences, version } = programme;
  if (audiences.length === 0 || last.size === 0) return [];
  const persons = [...last.keys()];
  const features = await loadFeatures(tx, persons);
  const memberships = await loadMemberships(tx, persons);
  const clock = { now: now.getTime(), maxReactionAgeMs: programme.maxReactionAgeDays * DAY_MS };
  // What the document says is no news of a customer, also when they are heard of before it is their turn to be asked.
  const walks = await listWalks(tx);
  const sinceOf = new Map(walks.flatMap(({ audiences: asked, since }) => asked.map(({ id }) => [id, since.getTime()])));
  const changes = [...last].flatMap(([customerId, cause]) => {
    const known = features.get(customerId) ?? UNKNOWN_CUSTOMER;
    const asked = { customerId, features: known, known: memberships.get(customerId) ?? [] };
    const tell: MembershipClock['tell'] = isNews(cause, known, clock) ? 'now' : clock.now + QUIET_MS;
    return audiences.flatMap((audience) => {
      const since = sinceOf.get(audience.id);
      // Whoever was there as another record has not come now: that is told, and is no news.
      const asOther = takenOver.get(customerId)?.get(audience.id);
      const when = since === undefined ? { at: clock.now, tell } : { at: since, tell: clock.now };
      return membershipChanges([audience], asked, when).map((change) => {
        const late = change.inside && asOther !== undefined;
        return {
          change: late && since === undefined ? { ...change, enteredAt: asOther } : change,
          why: { cause, late },
        };
      });
    });
  });
  return keepChanges(tx, changes, version);
}

/**
 * Has records leave their audiences that became another person's: what is known of them is known of the other now.
 *
 * @param merged by record that is no person any more: the event by which it is none
 * @param memberships of the records
 */
export async function leaveAudiences(
  tx: Tx,
  merged: ReadonlyMap<string, Envelope>,
  memberships: ReadonlyMap<string, readonly Membership[]>,
  { programme, now }: CampaignChunk,
): Promise<OutgoingMessage[]> {
  const changes = [...merged].flatMap(([customerId, cause]) => {
    const known = memberships.get(customerId) ?? [];
    const none = known.map(({ audience }) => ({ id: audience, when: undefined }));
    const asked = { customerId, features: UNKNOWN_CUSTOMER, known };
    return membershipChanges(none, asked, { at: now.getTime(), tell: 'now' }).map((change) => ({
      change,
      why: { cause },
    }));
  });
  return keepChanges(tx, changes, programme.version);
}
