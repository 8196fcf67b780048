import { pointsWillExpire, rewardIssued } from '@perennial/contracts';
import { listWaitingMessages, type PublishedMessages } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';

// Late facts of others may still move points of who was forgotten, and nobody is told.
const TRANSFERS = /* sql */ `
  select transfer_id, member.account is null as forgotten
    from transfer left join member using (account)
   where member_sequence is not null`;
const REDEMPTIONS = /* sql */ `select redemption_id::text from redemption`;

/** What has to be published, by the rows. */
export interface Publishable {
  readonly transferIds: ReadonlySet<string>;
  /** Of those, the ones of members who were forgotten: perhaps published, perhaps not. */
  readonly ofForgotten: ReadonlySet<string>;
  readonly redemptionIds: ReadonlySet<string>;
  /** Ids of messages that wait in the outbox, with what caused them. */
  readonly waiting: ReadonlyMap<string, string | undefined>;
}

/** To be read before the topics: what is booked meanwhile is published later. */
export async function readPublishable(db: Database): Promise<Publishable> {
  return db.snapshot(async (tx) => {
    return { ...(await readIds(tx)), waiting: await readWaiting(tx) };
  });
}

async function readWaiting(tx: Tx): Promise<Publishable['waiting']> {
  const messages = await listWaitingMessages(tx);
  return new Map(
    messages.map(({ headers }) => {
      const cause = headers['ce_causationid'];
      return [String(headers['ce_id']), cause === undefined ? undefined : String(cause)];
    }),
  );
}

async function readIds(tx: Tx): Promise<Omit<Publishable, 'waiting'>> {
  const transfers = await tx.query<{ transfer_id: string; forgotten: boolean }>(TRANSFERS);
  const redemptions = await tx.query<{ redemption_id: string }>(REDEMPTIONS);
  return {
    transferIds: new Set(transfers.map(({ transfer_id }) => transfer_id)),
    ofForgotten: new Set(transfers.flatMap(({ transfer_id, forgotten }) => (forgotten ? [transfer_id] : []))),
    redemptionIds: new Set(redemptions.map(({ redemption_id }) => redemption_id)),
  };
}

/**
 * Every transfer that has a number on a topic is there, or waits for it, unless its member was forgotten, and every message of a transfer has its transfer;
 * so it is with rewards and redemptions.
 *
 * @returns the first that is missing on either side, in words
 */
export async function findUnpublished(
  tx: Tx,
  { transferIds, ofForgotten, redemptionIds, waiting }: Publishable,
  { messages, isWhole }: PublishedMessages,
): Promise<string | undefined> {
  const told = new Map([
    ...waiting,
    ...[...messages.values()].map(({ id, causationId }) => [id, causationId] as const),
  ]);
  const causes = new Set(told.values());
  if (isWhole) {
    const silent = [...transferIds].find((id) => !told.has(id) && !ofForgotten.has(id));
    if (silent !== undefined) return `transfer ${silent} was booked and never published`;
    const untold = [...redemptionIds].find((id) => !causes.has(id));
    if (untold !== undefined) return `redemption ${untold} was never published`;
  }
  // What was booked since the rows were read is published by now, perhaps.
  const now = await readIds(tx);
  for (const { id, type, topic, causationId } of messages.values()) {
    const isKnown =
      now.transferIds.has(id) ||
      type === pointsWillExpire.type ||
      (topic === rewardIssued.topic && causationId !== undefined && now.redemptionIds.has(causationId));
    if (!isKnown) return `message ${id} (${type}) was published, and nothing was booked for it`;
  }
  return undefined;
}
