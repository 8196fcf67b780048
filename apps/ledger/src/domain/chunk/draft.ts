import { bucketOf, type Envelope } from '@perennial/contracts';
import { programmeAt, type Programme } from '@perennial/programme';

import { factOf, type Fact, type Thing } from '../fact.js';
import { areOne } from '../heir.js';
import { copyState, type MemberState } from '../member-state.js';
import { eventKey } from '../place.js';
import { movementKey } from '../posting/differences.js';
import type { OutgoingPoints } from '../posting/points-message.js';
import { uniqueNames, type NameTransfer } from '../posting/post.js';
import type { Member, Posted, Transfer } from '../posting/transfer.js';
import type { JudgedReferral } from '../referral-graph.js';
import { newWorld, type World } from '../world.js';
import type { ParkedFor, Waiting } from './parked.js';
import type { Effects, KeptFact, Missing, Refusal, SaleRecord, Snapshot } from './snapshot.js';

/** A member's history while a chunk is being decided. */
interface DraftHistory {
  readonly facts: Fact[];
  readonly posted: Map<string, Posted>;
}

/** A snapshot being worked on: events are applied one by one, in order of things. */
export interface Draft {
  readonly snapshot: Snapshot;
  readonly members: Map<string, Member>;
  readonly sales: Map<Thing, SaleRecord>;
  readonly reviews: Map<string, string>;
  readonly histories: ReadonlyMap<string, DraftHistory>;
  /** By account: the world of its pool as folded from the first fact on. It knows sales and burns. */
  readonly worlds: Map<string, World>;
  /** For a step on stored states: one after the other, because there are thousands of steps. */
  readonly step: World;
  readonly byReferee: Map<string, Map<string, JudgedReferral>>;
  readonly byReferrer: Map<string, Map<string, JudgedReferral>>;
  readonly accepted: Map<string, JudgedReferral>;
  readonly missing: {
    members: Set<string>;
    lots: boolean;
    histories: Set<string>;
    graph: boolean;
    connected: Set<string>;
  };
  readonly changed: { members: Set<string>; sales: Set<Thing>; referrals: Map<string, JudgedReferral> };
  /** Accounts named by accepted events. */
  readonly named: Set<string>;
  readonly refolded: Set<string>;
  readonly facts: KeptFact[];
  readonly parked: ParkedFor[];
  readonly waiting: Waiting[];
  readonly released: Waiting[];
  readonly newReviews: { reviewId: string; account: string; bucket: number }[];
  readonly transfers: Transfer[];
  readonly messages: OutgoingPoints[];
  readonly rejected: Refusal[];
  readonly forgotten: { customerId: string; account: string }[];
  readonly name: NameTransfer;
}

export function draftOf(snapshot: Snapshot): Draft {
  const draft: Draft = {
    snapshot,
    // Deciding may have to begin again: what was loaded is not changed.
    members: new Map(
      [...snapshot.members].map(([account, member]) => [account, { ...member, state: copyState(member.state) }]),
    ),
    sales: new Map(snapshot.sales),
    reviews: new Map(snapshot.reviews),
    histories: new Map(
      [...snapshot.histories].map(([account, { facts, posted }]) => [
        account,
        { facts: [...facts], posted: new Map(posted.map((each) => [movementKey(each), each])) },
      ]),
    ),
    worlds: new Map(),
    step: newWorld(snapshot.programmes),
    byReferee: new Map(),
    byReferrer: new Map(),
    accepted: new Map(),
    missing: { members: new Set(), lots: false, histories: new Set(), graph: false, connected: new Set() },
    changed: { members: new Set(), sales: new Set(), referrals: new Map() },
    named: new Set(),
    refolded: new Set(),
    facts: [],
    parked: [],
    waiting: [...snapshot.parked],
    released: [],
    newReviews: [],
    transfers: [],
    messages: [],
    rejected: [],
    forgotten: [],
    name: uniqueNames(),
  };
  for (const referral of snapshot.referrals) index(draft, referral);
  return draft;
}

export function programmeOfDraft({ snapshot }: Draft, at: number): Programme {
  return programmeAt(snapshot.programmes, at);
}

/** The locked member; when it is not locked, notes that and gives undefined: the caller goes on with something else. */
export function memberOf(draft: Draft, account: string): Member | undefined {
  const member = draft.members.get(account);
  if (!member) draft.missing.members.add(account);
  return member;
}

/** The same for its state. */
export function stateIn(draft: Draft, account: string): MemberState | undefined {
  return memberOf(draft, account)?.state;
}

/** Whether two records are known to be one person's, by a merge of whatever time. */
export function areOnePerson(draft: Draft, a: string, b: string): boolean {
  return areOne((account) => stateIn(draft, account), a, b);
}

/** Everybody reached from the accounts over any number of steps; undefined when not all of them are locked yet. */
export function reachedFrom(
  draft: Draft,
  accounts: Iterable<string>,
  next: (member: Member) => Iterable<string>,
): string[] | undefined {
  const all = new Set(accounts);
  let complete = true;
  for (const account of all) {
    const member = memberOf(draft, account);
    if (!member) complete = false;
    else for (const other of next(member)) all.add(other);
  }
  return complete ? [...all] : undefined;
}

/** The member's history; when it is not loaded, notes that and gives undefined. */
export function historyOf(draft: Draft, account: string): DraftHistory | undefined {
  const history = draft.histories.get(account);
  if (!history) draft.missing.histories.add(account);
  return history;
}

/** Keeps an accepted event for ever, and in a loaded history for later events of the chunk. */
export function keepFact(draft: Draft, account: string, bucket: number, event: Envelope): void {
  draft.facts.push({ account, bucket, event });
  const history = draft.histories.get(account);
  const fact = history && factOf(account, event);
  if (fact) history.facts.push(fact);
}

/**
 * Keeps an accepted event of a customer, who becomes a member with it.
 *
 * @returns the customer's account
 */
export function keepCustomerFact(draft: Draft, customerId: string, event: Envelope): string | undefined {
  const account = draft.snapshot.accounts.get(customerId);
  if (account === undefined) return undefined;
  draft.named.add(account);
  keepFact(draft, account, bucketOf(customerId), event);
  return account;
}

export function refuse(draft: Draft, event: Envelope, reason: Refusal['reason'], detail: string): void {
  draft.rejected.push({ event, reason, detail });
}

export function saveMember(draft: Draft, member: Member): void {
  draft.members.set(member.account, member);
  draft.changed.members.add(member.account);
}

export function saveSale(draft: Draft, sale: SaleRecord): void {
  draft.sales.set(sale.thing, sale);
  draft.changed.sales.add(sale.thing);
}

export function saveReferral(draft: Draft, referral: JudgedReferral): void {
  index(draft, referral);
  draft.changed.referrals.set(eventKey(referral), referral);
}

/** Takes what waits for a thing from where it waits: what came before this chunk, and what this chunk parked. */
export function takeWaiting(draft: Draft, thing: string): ParkedFor[] {
  return takeAllWaiting(draft, ({ waitsFor }) => waitsFor === thing);
}

/** The same for whatever is wanted of what waits. */
export function takeAllWaiting(draft: Draft, isWanted: (waiting: ParkedFor) => boolean): ParkedFor[] {
  if (draft.waiting.length + draft.parked.length === 0) return [];
  const before = draft.waiting.filter(isWanted);
  const here = draft.parked.filter(isWanted);
  for (const each of before) draft.waiting.splice(draft.waiting.indexOf(each), 1);
  for (const each of here) draft.parked.splice(draft.parked.indexOf(each), 1);
  draft.released.push(...before);
  return [...before, ...here];
}

export function referralsOfReferee(draft: Draft, account: string): JudgedReferral[] {
  return [...(draft.byReferee.get(account)?.values() ?? [])];
}

export function referralsOfReferrer(draft: Draft, account: string): JudgedReferral[] {
  return [...(draft.byReferrer.get(account)?.values() ?? [])];
}

export function effectsOf(draft: Draft): Effects {
  const pick = <Value>(keys: Iterable<string>, from: ReadonlyMap<string, Value>): Value[] =>
    [...keys].flatMap((key) => from.get(key) ?? []);
  const created = [...draft.snapshot.created];
  const { facts, parked, released, refolded, transfers, messages, rejected, forgotten } = draft;
  return {
    facts,
    parked,
    released,
    refolded,
    transfers,
    rejected,
    forgotten,
    // Who was forgotten is told of nothing any more.
    messages: messages.filter(({ subject }) => subject !== ''),
    sales: pick(draft.changed.sales, draft.sales),
    reviews: draft.newReviews,
    referrals: [...draft.changed.referrals.values()],
    members: pick(draft.changed.members, draft.members),
    unused: created.filter((account) => !draft.named.has(account)),
    opened: new Map(
      created.flatMap((account) => {
        const member = draft.named.has(account) ? draft.members.get(account) : undefined;
        return member ? [[account, member]] : [];
      }),
    ),
  };
}

export function missingOf({ missing }: Draft): Missing | undefined {
  const { members, lots, histories, graph, connected } = missing;
  const nothing = members.size + histories.size + connected.size === 0 && !lots && !graph;
  return nothing ? undefined : missing;
}

function index(draft: Draft, referral: JudgedReferral): void {
  const key = eventKey(referral);
  groupOf(draft.byReferee, referral.referee).set(key, referral);
  groupOf(draft.byReferrer, referral.referrer).set(key, referral);
  if (referral.verdict === 'accepted') draft.accepted.set(referral.referee, referral);
  else if (isSameEvent(draft.accepted.get(referral.referee), key)) draft.accepted.delete(referral.referee);
}

function isSameEvent(referral: JudgedReferral | undefined, key: string): boolean {
  return referral !== undefined && eventKey(referral) === key;
}

function groupOf(groups: Map<string, Map<string, JudgedReferral>>, account: string): Map<string, JudgedReferral> {
  const known = groups.get(account);
  if (known) return known;
  const created = new Map<string, JudgedReferral>();
  groups.set(account, created);
  return created;
}
