import { randomUUID } from 'node:crypto';

import { loadParked, thingsWaitedForBy, type ParkedEvent } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { programmeAt, type ProgrammeHistory } from '@perennial/programme';

import type { NamedThings } from '../domain/chunk/named-things.js';
import type { Effects, History, SaleRecord, Snapshot } from '../domain/chunk/snapshot.js';
import type { Wanted } from '../domain/chunk/wanted.js';
import { dueAtOf } from '../domain/notice.js';
import { insertBooking } from '../sealing/queries/insert-booking.js';
import { changedSales, expectedSales } from './expected-sales.js';
import { forget } from './forget.js';
import { newcomer } from './member-row.js';
import { closeAccounts } from './queries/close-accounts.js';
import { findAccounts, type FoundAccounts } from './queries/find-accounts.js';
import { digestsOf, findErased, findErasedBy } from './queries/find-erased.js';
import { insertFacts } from './queries/insert-facts.js';
import { insertSystemPostings } from './queries/insert-system-postings.js';
import { insertTransfers } from './queries/insert-transfers.js';
import { loadConnectedReferrals } from './queries/load-connected-referrals.js';
import { loadFacts } from './queries/load-facts.js';
import { loadPosted } from './queries/load-posted.js';
import { loadReferrals } from './queries/load-referrals.js';
import { lockMembers } from './queries/lock-members.js';
import { lockNames } from './queries/lock-names.js';
import { lockReferralGraph } from './queries/lock-referral-graph.js';
import { lockReviews } from './queries/lock-reviews.js';
import { lockSales } from './queries/lock-sales.js';
import { openAccounts } from './queries/open-accounts.js';
import { saveLots } from './queries/save-lots.js';
import { saveMembers } from './queries/save-members.js';
import { saveReferrals } from './queries/save-referrals.js';
import { saveReviews } from './queries/save-reviews.js';
import { saveSales } from './queries/save-sales.js';

const REVIEW = 'review:';

/** What is locked once for a chunk, however often its members have to be locked again. */
export interface Opened {
  readonly sales: ReadonlyMap<string, SaleRecord>;
  /** Of those that are unknown: what stands in their rows already. */
  readonly expected: readonly SaleRecord[];
  readonly created: ReadonlySet<string>;
  readonly accounts: ReadonlyMap<string, string>;
  readonly erased: ReadonlySet<string>;
  readonly reviews: ReadonlyMap<string, string>;
  readonly parked: readonly ParkedEvent[];
  /** Up to when time will pass: lots of members for whom something is due by then are loaded at once. */
  readonly until: number;
  /** A first guess at what else will be needed. */
  readonly wanted: Wanted;
}

/** Nothing locked yet but members to come: for commands and clock work. */
export function openedFor(accounts: ReadonlyMap<string, string>, members: Iterable<string>): Opened {
  return {
    sales: new Map(),
    expected: [],
    created: new Set(),
    accounts,
    erased: new Set(),
    reviews: new Map(),
    parked: [],
    until: Infinity,
    wanted: { members: new Set(members), lots: true, histories: new Set(), graph: false, connected: new Set() },
  };
}

/** Opens accounts for the customers of a chunk and locks its orders and reviews. */
export async function open(tx: Tx, named: NamedThings): Promise<Opened> {
  const [, { created, ...known }] = await Promise.all([
    lockNames(tx, named.mentioned, named.erased),
    openNamed(tx, named),
  ]);
  const waited = await waitedForBy(tx, [...named.erased]);
  const { sales, expected } = await lockSales(tx, expectedSales([...named.sales, ...waited.sales], known.accounts));
  const lockedReviews = [...(await lockReviews(tx, [...named.reviews, ...waited.reviews]))];
  const reviews = new Map(lockedReviews.flatMap(([id, account]) => (account === null ? [] : [[id, account] as const])));
  const unknown = [
    ...[...sales.values()].filter(({ account }) => account === undefined).map(({ thing }) => thing),
    ...lockedReviews.filter(([, account]) => account === null).map(([reviewId]) => REVIEW + reviewId),
  ];
  const parked = await loadParked(tx, unknown);
  // Whoever is forgotten while orders are waited for, and was a member before, shows when the member is locked.
  const { accounts, erased, waitingReferrers } = await withMore(tx, known, [
    ...named.mentioned,
    ...parked.flatMap(({ event }) => (event.data as { customerId?: string }).customerId ?? []),
  ]);
  const members = new Set([...named.customers].flatMap((customerId) => accounts.get(customerId) ?? []));
  for (const writer of reviews.values()) members.add(writer);
  for (const { account, guest } of sales.values()) if (account !== undefined && !guest) members.add(account);
  if (named.sales.length > 0) for (const referrer of waitingReferrers) members.add(referrer);
  const { graph, lots, until } = named;
  const wanted = { members, lots, histories: new Set<string>(), graph, connected: new Set<string>() };
  return { sales, expected, created, accounts, erased, reviews, parked, until, wanted };
}

interface KnownCustomers extends FoundAccounts {
  readonly erased: ReadonlySet<string>;
}

async function openNamed(tx: Tx, named: NamedThings): Promise<KnownCustomers & Pick<Opened, 'created'>> {
  const customers = digestsOf(named.customers);
  const erasedBefore = await findErasedBy(tx, customers);
  const stay = [...named.customers].filter((customerId) => !erasedBefore.has(customerId));
  const [created, found] = await Promise.all([openAccounts(tx, stay), findAccounts(tx, [...named.customers])]);
  // Opening waits for whoever forgets the same customer, and an account that was there may be gone since: who was
  // forgotten meanwhile shows only now.
  const isGone = (customerId: string): boolean => !found.accounts.has(customerId) && !erasedBefore.has(customerId);
  const asksAgain = created.size > 0 || [...named.customers].some(isGone);
  return { created, erased: asksAgain ? await findErasedBy(tx, customers) : erasedBefore, ...found };
}

/** The same with customers who may have become members, or been forgotten, while orders and reviews were waited for. */
async function withMore(tx: Tx, known: KnownCustomers, customerIds: readonly string[]): Promise<KnownCustomers> {
  if (customerIds.length === 0) return known;
  const found = await findAccounts(tx, customerIds);
  return {
    erased: new Set([...known.erased, ...(await findErased(tx, customerIds))]),
    accounts: new Map([...known.accounts, ...found.accounts]),
    waitingReferrers: new Set([...known.waitingReferrers, ...found.waitingReferrers]),
  };
}

/** Orders and reviews that events of the customers wait for: what waits is only taken back by who holds them. */
async function waitedForBy(tx: Tx, customerIds: readonly string[]): Promise<Pick<NamedThings, 'sales' | 'reviews'>> {
  const things = await thingsWaitedForBy(tx, customerIds);
  const [customerId = ''] = customerIds;
  return {
    sales: things.filter((thing) => !thing.startsWith(REVIEW)).map((thing) => ({ thing })),
    reviews: things.flatMap((thing) =>
      thing.startsWith(REVIEW) ? [{ reviewId: thing.slice(REVIEW.length), customerId }] : [],
    ),
  };
}

/** Locks members (and the graph of referrals before them) and reads everything the decision may rest on. */
export async function lockAndLoad(
  tx: Tx,
  { programmes, now }: { readonly programmes: ProgrammeHistory; readonly now: Date },
  opened: Opened,
  wanted: Wanted,
): Promise<Snapshot> {
  const known = [...wanted.members].filter((account) => !opened.created.has(account));
  // Sent in this order: what is read is read under the locks.
  const [, locked, judged, connected, histories] = await Promise.all([
    wanted.graph ? lockReferralGraph(tx) : undefined,
    lockMembers(tx, known, programmes, { ...wanted, until: opened.until }),
    loadReferrals(tx, {
      ofReferees: [...wanted.members],
      wayUp: wanted.graph,
      ofReferrers: [...wanted.histories],
    }),
    loadConnectedReferrals(tx, [...wanted.connected]),
    loadHistories(tx, [...wanted.histories]),
  ]);
  const members = new Map([
    ...locked,
    ...[...opened.accounts]
      .filter(([, account]) => opened.created.has(account))
      .map(([customerId, account]) => [account, newcomer(customerId, account, programmes)] as const),
  ]);
  const { wanted: _firstGuess, until: _until, expected: _written, ...held } = opened;
  const { graph: graphLocked, connected: connectedTo } = wanted;
  const referrals = [...judged, ...connected];
  return {
    programmes,
    now: now.getTime(),
    ...held,
    members,
    referrals,
    graphLocked,
    connected: connectedTo,
    histories,
  };
}

/** Writes what was decided, in a fixed number of statements whatever the size of the chunk. They are sent in this order. */
export async function save(
  tx: Tx,
  effects: Effects,
  { programmes, members: loaded }: Pick<Snapshot, 'programmes' | 'members'>,
  { expected }: Pick<Opened, 'expected'>,
  bookedAt: Date,
): Promise<void> {
  await Promise.all([
    // First: referrals and transfers take the bucket of their account from it.
    saveMembers(
      tx,
      effects.members.map((member) => ({ member, dueAt: dueAtOf(programmes, member) })),
      effects.opened,
    ),
    insertFacts(tx, effects.facts, bookedAt),
    saveSales(tx, changedSales(effects.sales, expected)),
    saveReviews(tx, effects.reviews),
    saveReferrals(tx, effects.referrals),
    book(tx, effects, { programmes, bookedAt }),
    saveLots(tx, effects.members, { loaded, refolded: effects.refolded }),
    closeAccounts(tx, effects.unused),
  ]);
  await forget(tx, effects, bookedAt);
}

/** The transfers of one transaction, numbered and with their root: from now on a change of any of them shows. */
async function book(
  tx: Tx,
  { transfers }: Effects,
  { programmes, bookedAt }: { readonly programmes: ProgrammeHistory; readonly bookedAt: Date },
): Promise<void> {
  if (transfers.length === 0) return;
  const bookingId = randomUUID();
  const { unit } = programmeAt(programmes, bookedAt.getTime());
  const sealed = transfers.map((transfer) => ({
    account: transfer.account,
    number: transfer.number,
    transferId: transfer.transferId,
    debit: transfer.debit,
    credit: transfer.credit,
    points: transfer.points,
    unit,
    kind: transfer.kind,
    rule: transfer.rule,
    thing: transfer.thing,
    programmeVersion: transfer.programmeVersion,
    partnerId: transfer.partnerId ?? null,
    causeSource: transfer.cause.source,
    causeId: transfer.cause.id,
    occurredAt: transfer.occurredAt,
    bookedAt: bookedAt.getTime(),
    memberSequence: transfer.memberSequence ?? null,
  }));
  await Promise.all([
    insertTransfers(tx, transfers, { bookingId, unit, bookedAt }),
    insertSystemPostings(tx, bookingId, transfers),
    insertBooking(tx, { bookingId, transfers: sealed, bookedAt }),
  ]);
}

async function loadHistories(tx: Tx, accounts: readonly string[]): Promise<Map<string, History>> {
  const [facts, posted] = await Promise.all([loadFacts(tx, accounts), loadPosted(tx, accounts)]);
  return new Map(
    accounts.map((account) => [account, { facts: facts.get(account) ?? [], posted: posted.get(account) ?? [] }]),
  );
}
