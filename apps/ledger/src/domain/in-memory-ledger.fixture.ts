import type { Envelope } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';

import { decideChunk } from './decide-chunk.js';
import { awardKey } from './fold.js';
import { memberFactOf } from './member-fact.js';
import { newMember } from './member-state.js';
import { namedThings } from './named-things.js';
import type { ParkedEvent } from './parked.js';
import { eventKey } from './place.js';
import type { JudgedReferral } from './referral-graph.js';
import { wayUp } from './referral-graph.js';
import type { Effects, History, Member, OrderRecord, PostedAward, Snapshot, Transfer } from './snapshot.js';
import { extend, type Wanted } from './wanted.js';

/**
 * The ledger without a database, for specs: the same decisions on the same snapshots, which hold no more than what a
 * database would have been asked for.
 */
export class InMemoryLedger {
  readonly accounts = new Map<string, string>();
  readonly members = new Map<string, Member>();
  readonly orders = new Map<string, OrderRecord>();
  readonly reviews = new Map<string, string>();
  readonly referrals = new Map<string, JudgedReferral>();
  readonly facts: Effects['facts'][number][] = [];
  parked: readonly ParkedEvent[] = [];
  readonly transfers: Transfer[] = [];
  readonly messages: Effects['messages'][number][] = [];
  readonly rejected: Effects['rejected'][number][] = [];
  private readonly seen = new Set<string>();
  private lastAccount = 0;
  /** How often a snapshot did not suffice. */
  retries = 0;

  constructor(private readonly programme: Programme) {}

  /** Handles a chunk; events seen before are left out. */
  handle(...chunk: readonly Envelope[]): void {
    const fresh = chunk.filter((event) => !this.seen.has(eventKey(event)) && this.seen.add(eventKey(event)));
    const named = namedThings(fresh);
    const created = new Set<string>();
    for (const customerId of named.customers) {
      if (this.accounts.has(customerId)) continue;
      const account = this.newAccount();
      created.add(account);
      this.accounts.set(customerId, account);
      const counters = { available: 0n, transfers: 0n, rewardSequence: 0n, pointsSequence: 0n };
      this.members.set(account, { customerId, account, state: newMember, ...counters });
    }
    const members = new Set([
      ...[...named.customers].flatMap((customerId) => this.accounts.get(customerId) ?? []),
      ...named.reviews.flatMap(({ reviewId }) => this.reviews.get(reviewId) ?? []),
    ]);
    let wanted: Wanted = { members, histories: new Set(), graph: named.graph, connected: new Set() };
    for (;;) {
      const { effects, missing } = decideChunk(this.snapshot(wanted, created), fresh, () => this.newAccount());
      if (effects) return this.save(effects);
      const more = extend(wanted, missing);
      if (!more) throw new Error('asked twice for the same');
      wanted = more;
      this.retries += 1;
    }
  }

  member(customerId: string): Member | undefined {
    return this.members.get(this.accounts.get(customerId) ?? '');
  }

  /** Points by rule and fact, of one customer; awards that came to nothing are left out. */
  awards(customerId: string): Record<string, bigint> {
    const posted = this.posted(this.accounts.get(customerId) ?? '');
    return Object.fromEntries(
      posted.filter(({ points }) => points !== 0n).map((award) => [`${award.rule} ${award.fact.id}`, award.points]),
    );
  }

  private snapshot(wanted: Wanted, created: ReadonlySet<string>): Snapshot {
    const all = [...this.referrals.values()];
    const accepted = new Map(
      all.filter(({ verdict }) => verdict === 'accepted').map((referral) => [referral.referee, referral]),
    );
    const ofMember = all.filter(
      ({ referee, referrer }) => wanted.members.has(referee) || wanted.histories.has(referrer),
    );
    const above = wanted.graph ? [...wanted.members].flatMap((account) => wayUp(account, accepted)) : [];
    const connected = all.filter(({ referee }) => this.connectedWith(wanted.connected, all).has(referee));
    return {
      programme: this.programme,
      orders: this.orders,
      accounts: this.accounts,
      created,
      members: new Map([...wanted.members].flatMap((account) => entry(this.members, account))),
      reviews: this.reviews,
      parked: this.parked,
      referrals: [...new Set([...ofMember, ...above, ...connected])],
      graphLocked: wanted.graph,
      connected: wanted.connected,
      histories: new Map([...wanted.histories].map((account) => [account, this.history(account)])),
    };
  }

  private connectedWith(accounts: ReadonlySet<string>, all: readonly JudgedReferral[]): Set<string> {
    const part = new Set(accounts);
    for (let size = -1; size !== part.size;) {
      size = part.size;
      for (const { referee, referrer } of all)
        if (part.has(referee) || part.has(referrer)) part.add(referee).add(referrer);
    }
    return part;
  }

  private history(account: string): History {
    const own = this.facts.filter((fact) => fact.account === account);
    return { facts: own.flatMap(({ event }) => memberFactOf(event) ?? []), posted: this.posted(account) };
  }

  private posted(account: string): PostedAward[] {
    const posted = new Map<string, PostedAward>();
    for (const { rule, fact, points, credit, ...transfer } of this.transfers) {
      if (transfer.account !== account) continue;
      const key = awardKey({ rule, fact });
      posted.set(key, {
        rule,
        fact,
        points: (posted.get(key)?.points ?? 0n) + (credit === 'wallet' ? points : -points),
      });
    }
    return [...posted.values()];
  }

  private save(effects: Effects): void {
    this.facts.push(...effects.facts);
    this.parked = [...this.parked.filter((event) => !effects.released.includes(event)), ...effects.parked];
    this.transfers.push(...effects.transfers);
    this.messages.push(...effects.messages);
    this.rejected.push(...effects.rejected);
    for (const order of effects.orders) this.orders.set(order.orderId, order);
    for (const { reviewId, account } of effects.reviews) this.reviews.set(reviewId, account);
    for (const referral of effects.referrals) this.referrals.set(eventKey(referral), referral);
    for (const member of effects.members) this.members.set(member.account, member);
    for (const account of effects.unused) {
      this.accounts.delete(this.members.get(account)?.customerId ?? '');
      this.members.delete(account);
    }
  }

  private newAccount(): string {
    this.lastAccount += 1;
    return `account-${this.lastAccount}`;
  }
}

function entry(members: ReadonlyMap<string, Member>, account: string): [string, Member][] {
  const member = members.get(account);
  return member ? [[account, member]] : [];
}
