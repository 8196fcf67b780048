import { bucketOf, type Envelope } from '@perennial/contracts';

import { memberFactOf, type MemberFact } from './member-fact.js';
import { eventKey } from './place.js';
import type { ParkedEvent } from './parked.js';
import type { JudgedReferral } from './referral-graph.js';
import type { PointsMessage } from './points-message.js';
import type {
  Effects,
  KeptFact,
  Member,
  Missing,
  OrderRecord,
  PostedAward,
  Refusal,
  Snapshot,
  Transfer,
} from './snapshot.js';
import { awardKey } from './fold.js';

/** A member's history while a chunk is being decided. */
interface DraftHistory {
  readonly facts: MemberFact[];
  readonly posted: Map<string, PostedAward>;
}

/** A snapshot being worked on: events are applied one by one, in order of things. */
export interface Draft {
  readonly snapshot: Snapshot;
  readonly members: Map<string, Member>;
  readonly orders: Map<string, OrderRecord>;
  readonly reviews: Map<string, string>;
  readonly histories: ReadonlyMap<string, DraftHistory>;
  readonly byReferee: Map<string, Map<string, JudgedReferral>>;
  readonly byReferrer: Map<string, Map<string, JudgedReferral>>;
  readonly accepted: Map<string, JudgedReferral>;
  readonly missing: { members: Set<string>; histories: Set<string>; graph: boolean; connected: Set<string> };
  readonly changed: { members: Set<string>; orders: Set<string>; referrals: Map<string, JudgedReferral> };
  /** Accounts named by accepted events. */
  readonly named: Set<string>;
  readonly facts: KeptFact[];
  readonly parked: ParkedEvent[];
  readonly released: ParkedEvent[];
  readonly newReviews: { reviewId: string; account: string; bucket: number }[];
  readonly transfers: Transfer[];
  readonly messages: PointsMessage[];
  readonly rejected: Refusal[];
}

export function draftOf(snapshot: Snapshot): Draft {
  const draft: Draft = {
    snapshot,
    members: new Map(snapshot.members),
    orders: new Map(snapshot.orders),
    reviews: new Map(snapshot.reviews),
    histories: new Map(
      [...snapshot.histories].map(([account, { facts, posted }]) => [
        account,
        { facts: [...facts], posted: new Map(posted.map((award) => [awardKey(award), award])) },
      ]),
    ),
    byReferee: new Map(),
    byReferrer: new Map(),
    accepted: new Map(),
    missing: { members: new Set(), histories: new Set(), graph: false, connected: new Set() },
    changed: { members: new Set(), orders: new Set(), referrals: new Map() },
    named: new Set(),
    facts: [],
    parked: [],
    released: [],
    newReviews: [],
    transfers: [],
    messages: [],
    rejected: [],
  };
  for (const referral of snapshot.referrals) index(draft, referral);
  return draft;
}

/** The locked member; when it is not locked, notes that and gives undefined: the caller goes on with something else. */
export function memberOf(draft: Draft, account: string): Member | undefined {
  const member = draft.members.get(account);
  if (!member) draft.missing.members.add(account);
  return member;
}

/** The member's history; when it is not loaded, notes that and gives undefined. */
export function historyOf(draft: Draft, account: string): DraftHistory | undefined {
  const history = draft.histories.get(account);
  if (!history) draft.missing.histories.add(account);
  return history;
}

/**
 * Keeps an accepted event of a customer for ever, and in a loaded history for later events of the chunk.
 *
 * @returns the customer's account
 */
export function keepFact(draft: Draft, customerId: string, event: Envelope): string | undefined {
  const account = draft.snapshot.accounts.get(customerId);
  if (account === undefined) return undefined;
  draft.named.add(account);
  draft.facts.push({ account, bucket: bucketOf(customerId), event });
  const fact = memberFactOf(event);
  if (fact) draft.histories.get(account)?.facts.push(fact);
  return account;
}

export function saveMember(draft: Draft, member: Member): void {
  draft.members.set(member.account, member);
  draft.changed.members.add(member.account);
}

export function saveOrder(draft: Draft, order: OrderRecord): void {
  draft.orders.set(order.orderId, order);
  draft.changed.orders.add(order.orderId);
}

export function saveReferral(draft: Draft, referral: JudgedReferral): void {
  index(draft, referral);
  draft.changed.referrals.set(eventKey(referral), referral);
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
  return {
    facts: draft.facts,
    parked: draft.parked,
    released: draft.released,
    orders: pick(draft.changed.orders, draft.orders),
    reviews: draft.newReviews,
    referrals: [...draft.changed.referrals.values()],
    members: pick(draft.changed.members, draft.members),
    transfers: draft.transfers,
    messages: draft.messages,
    rejected: draft.rejected,
    unused: [...draft.snapshot.created].filter((account) => !draft.named.has(account)),
  };
}

export function missingOf({ missing }: Draft): Missing | undefined {
  const nothing = missing.members.size + missing.histories.size + missing.connected.size === 0 && !missing.graph;
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
