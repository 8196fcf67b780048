import { readFileSync } from 'node:fs';

import {
  businessKeyOf,
  customerErased,
  customerMerged,
  dataDigest,
  identityOf,
  isEvent as isMade,
  payloadDigest,
  type Envelope,
} from '@perennial/contracts';
import type { Decision as Told, ProgrammeId } from '@perennial/oracle';
import { parseProgramme, programmeAt, sinceAlways, type ProgrammeHistory } from '@perennial/programme';

import { boutique } from './boutique.fixture.js';
import { challengesText } from './challenges.fixture.js';
import { factOf, type Fact } from './fact.js';
import { foldAsOf, type Past } from './fold/as-of.js';
import { InMemoryLedger } from './in-memory-ledger.fixture.js';
import { coupledWith, newMember } from './member-state.js';
import { viewOf, type MemberView } from './member-view.js';
import type { Kept } from './mismatch.js';
import { eventKey } from './place.js';
import { ToldDecisions, type ToldDecision } from './told-decisions.fixture.js';

/** The document of a programme. None of those that are shipped goes by deliveries, has limits of every kind, or achievements. */
export function documentOf(id: ProgrammeId): string {
  if (id === 'boutique') return boutique;
  if (id === 'challenges') return challengesText;
  const [name = '', variant] = id.split('-on-');
  const text = readFileSync(new URL(`../../../../programmes/${name}.yaml`, import.meta.url), 'utf8');
  return variant === 'delivery'
    ? text.replace('pendingDays:', 'availableOnDelivery: true\n    pointsPerDayMax: 100\n    pendingDays:')
    : text;
}

const inForce = (id: ProgrammeId) => sinceAlways(parseProgramme(documentOf(id), `${id}.yaml`));

export const programmes: Readonly<Record<ProgrammeId, ProgrammeHistory>> = {
  jeweller: inForce('jeweller'),
  'travel-club': inForce('travel-club'),
  'travel-club-on-delivery': inForce('travel-club-on-delivery'),
  boutique: inForce('boutique'),
  challenges: inForce('challenges'),
};

export type Arrival = Envelope | Told;

/** A ledger in memory behind what the delivery does for it: copies and rivals are told apart before they reach it. */
export class LedgerTrial {
  readonly ledger: InMemoryLedger;
  /** Reasons by `source id`. */
  readonly refused = new Map<string, string>();
  private readonly seen = new Map<string, { payload: string }>();
  private readonly business = new Map<string, string>();
  private readonly decisions: ToldDecisions;

  constructor(
    programme: ProgrammeId | ProgrammeHistory,
    decisions: readonly Told[],
    now: number,
    events: readonly Envelope[] = [],
  ) {
    this.decisions = new ToldDecisions(decisions, events);
    this.ledger = new InMemoryLedger(typeof programme === 'string' ? programmes[programme] : programme, now);
  }

  arrive(chunk: readonly (Arrival | ToldDecision)[]): void {
    let run: Envelope[] = [];
    const flush = () => {
      if (run.length > 0) this.handle(run);
      run = [];
    };
    for (const each of chunk) {
      if ('source' in each) {
        // A chunk ends before an event that repeats an identity or business key of it.
        if (run.some((other) => sameKey(other, each))) flush();
        run.push(each);
        continue;
      }
      flush();
      this.decide(each);
    }
    flush();
  }

  private handle(events: readonly Envelope[]): void {
    const fresh: Envelope[] = [];
    for (const event of events) {
      const key = identityOf(event);
      const businessKey = businessKeyOf(event);
      const known = this.seen.get(key);
      const rival = businessKey === undefined ? undefined : this.business.get(businessKey);
      if (known || rival !== undefined) continue;
      this.seen.set(key, { payload: payloadDigest(event) });
      if (businessKey !== undefined) this.business.set(businessKey, dataDigest(event));
      fresh.push(event);
    }
    if (fresh.length === 0) return;
    const before = this.ledger.rejected.length;
    this.ledger.handle(...fresh);
    for (const { event, reason } of this.ledger.rejected.slice(before)) {
      this.refused.set(`${event.source} ${event.id}`, reason);
      this.seen.delete(identityOf(event));
      const businessKey = businessKeyOf(event);
      if (businessKey !== undefined) this.business.delete(businessKey);
    }
  }

  /** @param told in the words of a history, or in the ledger's own */
  private decide(told: Told | ToldDecision): void {
    const done = this.seen.has(`decision ${told.id}`);
    this.seen.set(`decision ${told.id}`, { payload: '' });
    if (done) return;
    for (const { customerId, id, at, decisionOf } of 'decisionOf' in told ? [told] : this.decisions.of(told)) {
      if (!this.ledger.erased.has(customerId)) this.ledger.command(customerId, id, at, decisionOf);
    }
  }

  /** The events that were accepted and used: whoever was refused, or waits for ever, is not among them. */
  accepted(events: readonly Envelope[]): Envelope[] {
    const used = new Set(this.ledger.facts.map(({ event }) => event));
    const merged = new Set(this.ledger.facts.map(({ event: { source, id } }) => `${source} ${id}`));
    return events.filter((event) => {
      if (isMade(customerErased, event)) return this.ledger.erased.has(event.data.customerId);
      return isMade(customerMerged, event) ? merged.has(`${event.source} ${event.id}`) : used.has(event);
    });
  }

  /** Everything that has a say in what an account has. @param known absent: all facts */
  past(account: string, known = this.ledger.facts): Past {
    const poolOf = (of: string) => {
      const pool = new Set([of]);
      for (const each of pool) for (const other of this.ledger.members.get(each)?.linked ?? []) pool.add(other);
      return [...pool];
    };
    const facts = new Map<string, Fact[]>();
    for (const { account: whose, event } of known)
      facts.set(whose, [...(facts.get(whose) ?? []), ...[factOf(whose, event) ?? []].flat()]);
    const keys = new Set(known.map(({ event }) => eventKey(event)));
    const referrals = [...this.ledger.referrals.values()].filter((each) => keys.has(eventKey(each)));
    return { pool: new Set(poolOf(account)), poolOf, facts, referrals };
  }

  /** What is kept of everybody. */
  kept(): Kept {
    const accounts = [...this.ledger.members.keys()];
    const posted = new Map(accounts.map((account) => [account, this.ledger.posted(account)]));
    return { members: this.ledger.members, posted, past: this.past(accounts[0] ?? '') };
  }

  /** The member at an instant, from all facts, as reading at an instant does. */
  folded(customerId: string, asOf: number): MemberView | undefined {
    const account = this.ledger.accounts.get(customerId);
    if (account === undefined) return undefined;
    const world = foldAsOf(this.ledger.programmes, this.past(account), asOf);
    const state = world.members.get(account) ?? newMember(programmeAt(this.ledger.programmes, 0));
    return viewOf(this.ledger.programmes, account, state, asOf);
  }

  /** The member at an instant from what is stored; undefined where that does not do. */
  stored(customerId: string, asOf: number): MemberView | undefined {
    const member = this.ledger.member(customerId);
    if (!member) return undefined;
    const { state, account } = member;
    if (state.knownTo > asOf || state.passedTo > asOf) return undefined;
    if (coupledWith(state).some((other) => other !== account)) return undefined;
    return viewOf(this.ledger.programmes, account, state, asOf);
  }
}

function sameKey(a: Envelope, b: Envelope): boolean {
  const [keyA, keyB] = [businessKeyOf(a), businessKeyOf(b)];
  return identityOf(a) === identityOf(b) || (keyA !== undefined && keyA === keyB);
}
