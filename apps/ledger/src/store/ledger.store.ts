import type { Programme } from '@perennial/programme';
import type { Tx } from '@perennial/persistence';

import type { Effects, History, OrderRecord, Snapshot } from '../domain/snapshot.js';
import type { ParkedEvent } from '../domain/parked.js';
import type { Wanted } from '../domain/wanted.js';
import type { NamedThings } from '../domain/named-things.js';
import { closeAccounts } from './queries/close-accounts.js';
import { deleteParked } from './queries/delete-parked.js';
import { findAccounts } from './queries/find-accounts.js';
import { insertFacts } from './queries/insert-facts.js';
import { insertParked } from './queries/insert-parked.js';
import { insertSystemPostings, type ChunkName } from './queries/insert-system-postings.js';
import { insertTransfers } from './queries/insert-transfers.js';
import { loadConnectedReferrals } from './queries/load-connected-referrals.js';
import { loadFacts } from './queries/load-facts.js';
import { loadParked } from './queries/load-parked.js';
import { loadPosted } from './queries/load-posted.js';
import { loadReferrals } from './queries/load-referrals.js';
import { lockMembers } from './queries/lock-members.js';
import { lockOrders } from './queries/lock-orders.js';
import { lockReferralGraph } from './queries/lock-referral-graph.js';
import { lockReviews } from './queries/lock-reviews.js';
import { openAccounts } from './queries/open-accounts.js';
import { saveLots } from './queries/save-lots.js';
import { saveMembers } from './queries/save-members.js';
import { saveOrders } from './queries/save-orders.js';
import { saveReferrals } from './queries/save-referrals.js';
import { saveReviews } from './queries/save-reviews.js';

/** What is locked once for a chunk, however often its members have to be locked again. */
export interface Opened {
  readonly orders: ReadonlyMap<string, OrderRecord>;
  readonly created: ReadonlySet<string>;
  readonly accounts: ReadonlyMap<string, string>;
  readonly reviews: ReadonlyMap<string, string>;
  readonly parked: readonly ParkedEvent[];
  /** A first guess at what else will be needed. */
  readonly wanted: Wanted;
}

/** Locks the orders and reviews of a chunk and opens accounts for its customers. */
export async function open(tx: Tx, named: NamedThings): Promise<Opened> {
  const orders = await lockOrders(tx, named.orders);
  const lockedReviews = [...(await lockReviews(tx, named.reviews))];
  const reviews = new Map(lockedReviews.flatMap(([id, account]) => (account === null ? [] : [[id, account] as const])));
  const unpublished = lockedReviews.filter(([, account]) => account === null);
  const parked = await loadParked(
    tx,
    unpublished.map(([reviewId]) => `review:${reviewId}` as const),
  );
  const created = await openAccounts(tx, [...named.customers]);
  const { accounts, waitingReferrers } = await findAccounts(tx, [...named.customers, ...named.mentioned]);
  const members = new Set([...named.customers].flatMap((customerId) => accounts.get(customerId) ?? []));
  for (const writer of reviews.values()) members.add(writer);
  if (named.orders.length > 0) for (const referrer of waitingReferrers) members.add(referrer);
  const wanted = { members, histories: new Set<string>(), graph: named.graph, connected: new Set<string>() };
  return { orders, created, accounts, reviews, parked, wanted };
}

/** Locks members (and the graph of referrals before them) and reads everything the decision may rest on. */
export async function lockAndLoad(tx: Tx, programme: Programme, opened: Opened, wanted: Wanted): Promise<Snapshot> {
  if (wanted.graph) await lockReferralGraph(tx);
  const members = await lockMembers(tx, [...wanted.members]);
  const referrals = [
    ...(await loadReferrals(tx, {
      ofReferees: [...wanted.members],
      wayUp: wanted.graph,
      ofReferrers: [...wanted.histories],
    })),
    ...(await loadConnectedReferrals(tx, [...wanted.connected])),
  ];
  const histories = await loadHistories(tx, [...wanted.histories]);
  const { wanted: _firstGuess, ...locked } = opened;
  const { graph: graphLocked, connected } = wanted;
  return { programme, ...locked, members, referrals, graphLocked, connected, histories };
}

/** Writes what was decided, in a fixed number of statements whatever the size of the chunk. */
export async function save(
  tx: Tx,
  effects: Effects,
  { programme, chunk, bookedAt }: { programme: Programme; chunk: ChunkName; bookedAt: Date },
): Promise<void> {
  await insertFacts(tx, effects.facts, bookedAt);
  await deleteParked(tx, effects.released);
  await insertParked(tx, effects.parked, bookedAt);
  await saveOrders(tx, effects.orders);
  await saveReviews(tx, effects.reviews);
  await saveReferrals(tx, effects.referrals);
  await insertTransfers(tx, effects.transfers, {
    unit: programme.unit,
    programmeVersion: programme.version,
    bookedAt,
  });
  await saveLots(tx, effects.transfers);
  await saveMembers(tx, effects.members);
  await insertSystemPostings(tx, chunk, effects.transfers);
  await closeAccounts(tx, effects.unused);
}

async function loadHistories(tx: Tx, accounts: readonly string[]): Promise<Map<string, History>> {
  const facts = await loadFacts(tx, accounts);
  const posted = await loadPosted(tx, accounts);
  return new Map(
    accounts.map((account) => [account, { facts: facts.get(account) ?? [], posted: posted.get(account) ?? [] }]),
  );
}
