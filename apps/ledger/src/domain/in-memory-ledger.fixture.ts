import { bucketOf, type Envelope } from '@perennial/contracts';
import type { ProgrammeHistory } from '@perennial/programme';

import { decideChunk, decideFor, decideWith } from './chunk/decide-chunk.js';
import { namedThings } from './chunk/named-things.js';
import type { ChunkDecision, Effects, History, SaleRecord, Snapshot } from './chunk/snapshot.js';
import type { Waiting } from './chunk/parked.js';
import { extend, type Wanted } from './chunk/wanted.js';
import { passTimeOf } from './chunk/pass-time-of.js';
import { Credits } from './credits.js';
import { LEDGER_SOURCE, type Decision } from './decision.js';
import { factOf, isGrant } from './fact.js';
import { elsewhere, Lots } from './lots.js';
import { heldLots, newMember, type MemberState } from './member-state.js';
import { dueAtOf } from './notice.js';
import { eventKey } from './place.js';
import { movementKey } from './posting/differences.js';
import type { OutgoingPoints } from './posting/points-message.js';
import type { Member, Posted, Transfer } from './posting/transfer.js';
import { wayUp, type JudgedReferral } from './referral-graph.js';
import type { MovementKind } from './world.js';
import { programmeAt } from '@perennial/programme';

const WALLET: ReadonlySet<string> = new Set(['available', 'pending', 'reserved', 'debt']);
const OWN: ReadonlySet<string> = new Set([
  'adjustment',
  'erasure',
  'expiry',
  'expiry-reversal',
  'merge',
  'redemption',
  'reinstatement',
  'transfer',
]);

/** The ledger's decisions over a store in memory, for specs: what the database and the handler do around them. */
export class InMemoryLedger {
  readonly accounts = new Map<string, string>();
  readonly members = new Map<string, Member>();
  readonly sales = new Map<string, SaleRecord>();
  readonly reviews = new Map<string, string>();
  readonly referrals = new Map<string, JudgedReferral>();
  readonly erased = new Set<string>();
  parked: Waiting[] = [];
  readonly facts: Effects['facts'][number][] = [];
  /** How many facts and transfers there were after each booking. */
  readonly bookings: { readonly facts: number; readonly transfers: number }[] = [];
  readonly transfers: Transfer[] = [];
  readonly messages: OutgoingPoints[] = [];
  readonly rejected: Effects['rejected'][number][] = [];
  private readonly named = new Set<string>();
  private lastAccount = 0;
  /** How often a snapshot did not suffice. */
  retries = 0;

  constructor(
    readonly programmes: ProgrammeHistory,
    public now = 0,
  ) {}

  /** Handles a chunk of fresh events. */
  handle(...fresh: readonly Envelope[]): void {
    const named = namedThings(fresh);
    const created = new Set<string>();
    for (const customerId of named.customers) {
      if (this.accounts.has(customerId) || this.erased.has(customerId)) continue;
      created.add(this.open(customerId));
    }
    const members = new Set([
      ...[...named.customers].flatMap((customerId) => this.accounts.get(customerId) ?? []),
      ...named.reviews.flatMap(({ reviewId }) => this.reviews.get(reviewId) ?? []),
    ]);
    this.decide({ members, ...named }, created, (snapshot) => decideChunk(snapshot, fresh, () => this.newAccount()));
  }

  /** Has a customer decide something, at an instant. */
  command(
    customerId: string,
    id: string,
    at: number,
    decisionOf: (account: (customer: string) => string) => Decision,
  ): void {
    const account = (customer: string) => this.accounts.get(customer) ?? this.open(customer);
    const own = account(customerId);
    const decision = decisionOf(account);
    const event = { at, source: LEDGER_SOURCE, id };
    this.decide({ members: new Set([own]) }, new Set(), (snapshot) =>
      decideWith(snapshot, (draft) => decideFor(draft, own, bucketOf(customerId), decision, event)),
    );
  }

  /** Lets time pass for everybody who is due. */
  tick(to: number): void {
    for (const [account, member] of [...this.members]) {
      if ((dueAtOf(this.programmes, member) ?? Infinity) > to) continue;
      this.decide({ members: new Set([account]) }, new Set(), (snapshot) =>
        decideWith(snapshot, (draft) => passTimeOf(draft, [account], to)),
      );
    }
  }

  member(customerId: string): Member | undefined {
    return this.members.get(this.accounts.get(customerId) ?? '');
  }

  private decide(
    { members, lots = false, graph = false }: Pick<Wanted, 'members'> & Partial<Wanted>,
    created: ReadonlySet<string>,
    decide: (snapshot: Snapshot) => ChunkDecision,
  ): void {
    let wanted: Wanted = { members, lots, histories: new Set(), graph, connected: new Set() };
    for (;;) {
      const { effects, missing } = decide(this.snapshot(wanted, created));
      if (effects) return this.save(effects);
      const more = extend(wanted, missing);
      if (!more) throw new Error('asked twice for the same');
      wanted = more;
      this.retries += 1;
    }
  }

  private open(customerId: string): string {
    const account = this.newAccount();
    this.accounts.set(customerId, account);
    const state = newMember(programmeAt(this.programmes, 0));
    const balance = { available: 0n, pending: 0n, reserved: 0n, debt: 0n };
    const counters = { transfers: 0n, rewardSequence: 0n, pointsSequence: 0n };
    const rest = { tier: state.tier.held, linked: [], noticed: {} };
    this.members.set(account, { customerId, account, state, balance, ...counters, ...rest });
    return account;
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
      programmes: this.programmes,
      now: this.now,
      sales: this.sales,
      accounts: this.accounts,
      erased: this.erased,
      created,
      members: new Map([...wanted.members].flatMap((account) => this.loaded(account, wanted))),
      reviews: this.reviews,
      parked: this.parked,
      referrals: [...new Set([...ofMember, ...above, ...connected])],
      graphLocked: wanted.graph,
      connected: wanted.connected,
      histories: new Map([...wanted.histories].map((account) => [account, this.history(account)])),
    };
  }

  /** Lots stay where they are kept until something asks for them, sooner than in the database. */
  private loaded(account: string, { lots, histories }: Wanted): [string, Member][] {
    const member = this.members.get(account);
    if (!member) return [];
    if (lots || histories.has(account)) return [[account, member]];
    const state = { ...member.state, lots: new Lots([], elsewhere(member.state.lots)) };
    return [[account, { ...member, state }]];
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
    return { facts: own.flatMap(({ event }) => factOf(account, event) ?? []), posted: this.posted(account) };
  }

  posted(account: string): Posted[] {
    const posted = new Map<string, Posted>();
    for (const { rule, thing, partnerId, points, debit, credit, occurredAt, ...transfer } of this.transfers) {
      if (transfer.account !== account || WALLET.has(debit) === WALLET.has(credit)) continue;
      const key = movementKey({ rule, thing, partnerId });
      const sum = (posted.get(key)?.points ?? 0n) + (WALLET.has(credit) ? points : -points);
      const kind = (OWN.has(rule) && !isGrant(thing) ? rule : 'award') as MovementKind;
      const lastAt = Math.max(posted.get(key)?.lastAt ?? 0, occurredAt);
      posted.set(key, { rule, thing, partnerId, kind, points: sum, lastAt });
    }
    return [...posted.values()];
  }

  private save(effects: Effects): void {
    for (const { account, transferId } of effects.transfers) {
      // As the table's key does.
      if (this.named.has(`${account} ${transferId}`)) throw new Error(`two transfers of ${account} are ${transferId}`);
      this.named.add(`${account} ${transferId}`);
    }
    this.facts.push(...effects.facts);
    this.parked = [
      ...this.parked.filter(({ event }) => !effects.released.some((released) => released.event === event)),
      ...effects.parked.map((each) => ({ ...each, since: new Date(this.now) })),
    ];
    this.transfers.push(...effects.transfers);
    this.bookings.push({ facts: this.facts.length, transfers: this.transfers.length });
    this.messages.push(...effects.messages);
    this.rejected.push(...effects.rejected);
    for (const sale of effects.sales) this.sales.set(sale.thing, sale);
    for (const { reviewId, account } of effects.reviews) this.reviews.set(reviewId, account);
    for (const referral of effects.referrals) this.referrals.set(eventKey(referral), referral);
    const states = new Map(effects.members.map(({ account, state }) => [account, state]));
    for (const member of effects.members) this.members.set(member.account, stored(this.joined(member), states));
    for (const account of effects.unused) {
      this.accounts.delete(this.members.get(account)?.customerId ?? '');
      this.members.delete(account);
    }
    for (const { customerId, account } of effects.forgotten) {
      this.erased.add(customerId);
      this.accounts.delete(customerId);
      const member = this.members.get(account);
      if (member) this.members.set(account, { ...member, customerId: '' });
    }
  }

  /** With the lots that were left where they are kept. */
  private joined(member: Member): Member {
    if (!member.state.lots.elsewhere) return member;
    const kept = this.members.get(member.account)?.state.lots ?? [];
    return { ...member, state: { ...member.state, lots: new Lots([...kept, ...member.state.lots.atHand()]) } };
  }

  private newAccount(): string {
    this.lastAccount += 1;
    return `account-${this.lastAccount}`;
  }
}

/** As it comes back from the database: of the lots only those with points, or that may get some back; credits without names. */
function stored(member: Member, states: ReadonlyMap<string, MemberState>): Member {
  const held = heldLots(member.account, member.state, states);
  const lots = [...member.state.lots].filter(([key, { points }]) => points > 0n || held.has(key));
  const credits = new Credits(member.state.tier.credits.packed());
  const state = {
    ...member.state,
    lots: new Lots(lots.map(([key, lot]) => [key, { ...lot, forgiven: 0n }])),
    tier: { ...member.state.tier, credits },
  };
  return { ...member, state };
}
