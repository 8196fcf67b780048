import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { audienceMessage, type Told } from './audience-messages.js';
import type { MembershipChange } from './domain/membership.js';
import { saveMemberships } from './queries/save-memberships.js';

/** Keeps memberships of customers whom `tx` has locked. @returns what is to be published */
export async function keepChanges(
  tx: Tx,
  changes: readonly { readonly change: MembershipChange; readonly why: Told }[],
  programmeVersion: number,
): Promise<OutgoingMessage[]> {
  await saveMemberships(
    tx,
    changes.map(({ change }) => change),
  );
  return changes.flatMap(({ change, why }) => (change.publishes ? audienceMessage(change, programmeVersion, why) : []));
}
