import { fileURLToPath } from 'node:url';

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
import { loadProgramme, programmeAt, sinceAlways, type ProgrammeHistory } from '@perennial/programme';

import type { Decision as Told, ExpectedMember, ProgrammeId } from '../oracle/history.fixture.js';
import type { Decision } from './decision.js';
import { factOf, type Fact } from './fact.js';
import { foldAsOf } from './fold/as-of.js';
import { InMemoryLedger } from './in-memory-ledger.fixture.js';
import { coupledWith, newMember } from './member-state.js';
import { viewOf, type MemberView } from './member-view.js';

const file = (id: ProgrammeId) => fileURLToPath(new URL(`../../../../programmes/${id}.yaml`, import.meta.url));

export const programmes: Readonly<Record<ProgrammeId, ProgrammeHistory>> = {
  jeweller: sinceAlways(loadProgramme(file('jeweller'))),
  'travel-club': sinceAlways(loadProgramme(file('travel-club'))),
};

export type Arrival = Envelope | Told;

/** A ledger in memory behind what the delivery does for it: copies and rivals are told apart before they reach it. */
export class LedgerTrial {
  readonly ledger: InMemoryLedger;
  /** Reasons by `source id`. */
  readonly refused = new Map<string, string>();
  private readonly seen = new Map<string, { payload: string }>();
  private readonly business = new Map<string, string>();

  constructor(
    programme: ProgrammeId,
    private readonly households: readonly Extract<Told, { kind: 'household' }>[],
    now: number,
  ) {
    this.ledger = new InMemoryLedger(programmes[programme], now);
  }

  arrive(chunk: readonly Arrival[]): void {
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

  private decide(told: Told): void {
    const done = this.seen.has(`decision ${told.id}`);
    this.seen.set(`decision ${told.id}`, { payload: '' });
    if (done) return;
    const { at, id } = told;
    const say = (
      customerId: string,
      decisionId: string,
      when: number,
      decisionOf: Parameters<InMemoryLedger['command']>[3],
    ) => {
      if (!this.ledger.erased.has(customerId)) this.ledger.command(customerId, decisionId, when, decisionOf);
    };
    const pool = (customerId: string, account: (customer: string) => string) =>
      [
        ...(this.households.find(({ members, at: since }) => since <= at && members.includes(customerId))?.members ?? [
          customerId,
        ]),
      ]
        .sort()
        .map(account);
    switch (told.kind) {
      case 'redemption':
        return say(told.customerId, id, at, (account) => ({
          ...{ kind: 'redemption', redemptionId: id, rewardId: told.rewardId, points: BigInt(told.points) },
          pool: pool(told.customerId, account),
        }));
      case 'reservation': {
        const { customerId, points, until, orderId, commit, release } = told;
        say(customerId, id, at, (account) => ({
          ...{ kind: 'reservation', reservationId: id, points: BigInt(points), until, pool: pool(customerId, account) },
          ...(orderId === undefined ? {} : { orderId }),
        }));
        for (const [kind, end] of [
          ['reservation-commit', commit],
          ['reservation-release', release],
        ] as const)
          if (end)
            say(customerId, end.id, end.at, (account): Decision => ({
              kind,
              reservationId: id,
              pool: pool(customerId, account),
            }));
        return;
      }
      case 'redemption-reversal': {
        const owner = this.ownerOf(told.redemptionId);
        return say(owner, id, at, (account) => ({
          ...{ kind: 'redemption-reversal', redemptionId: told.redemptionId, pool: pool(owner, account) },
        }));
      }
      case 'adjustment':
        return say(told.customerId, id, at, () => ({
          ...{ kind: 'adjustment', adjustmentId: id, points: BigInt(told.points), reason: 'told' },
        }));
      case 'transfer':
        return say(told.from, id, at, (account) => ({
          ...{ kind: 'transfer', transferId: id, to: account(told.to), points: BigInt(told.points) },
        }));
      case 'household':
        return say(told.members[0] ?? '', id, at, (account) => ({
          ...{ kind: 'household', householdId: id, pool: [...told.members].sort().map(account) },
        }));
    }
  }

  /** Whose the redemption is; the trial is told all decisions before. */
  owners = new Map<string, string>();
  private ownerOf(redemptionId: string): string {
    return this.owners.get(redemptionId) ?? '';
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

  /** The member at an instant, from all facts, as reading at an instant does. */
  folded(customerId: string, asOf: number): MemberView | undefined {
    const account = this.ledger.accounts.get(customerId);
    if (account === undefined) return undefined;
    const poolOf = (of: string) => {
      const pool = new Set([of]);
      for (const each of pool) for (const other of this.ledger.members.get(each)?.linked ?? []) pool.add(other);
      return [...pool];
    };
    const facts = new Map<string, Fact[]>();
    for (const { account: whose, event } of this.ledger.facts)
      facts.set(whose, [...(facts.get(whose) ?? []), ...[factOf(whose, event) ?? []].flat()]);
    const past = { pool: new Set(poolOf(account)), poolOf, facts, referrals: [...this.ledger.referrals.values()] };
    const world = foldAsOf(this.ledger.programmes, past, asOf);
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

/** The ledger's view in the oracle's words. */
export function inWords(view: MemberView): Omit<ExpectedMember, 'mergedInto' | 'erased' | 'tier'> & { tier?: unknown } {
  const { balance, totals, tier, lots } = view;
  const n = Number;
  return {
    ...{
      available: n(balance.available),
      pending: n(balance.pending),
      reserved: n(balance.reserved),
      debt: n(balance.debt),
    },
    ...{
      earned: n(totals.earned),
      redeemed: n(totals.redeemed),
      expired: n(totals.expired),
      clawedBack: n(totals.clawedBack),
    },
    ...{ adjustments: n(totals.adjusted), transfers: n(totals.transferred), reinstated: n(totals.reinstated) },
    lots: lots.map(({ points, availableAt, expiresAt }) => ({
      points: n(points),
      availableAt,
      expiresAt: expiresAt ?? Infinity,
    })),
    ...(tier
      ? {
          tier: {
            id: tier.id,
            qualifyingPoints: n(tier.qualifyingPoints),
            ...(tier.validUntil === undefined ? {} : { validUntil: tier.validUntil }),
            ...(tier.next ? { next: { id: tier.next.id, missing: n(tier.next.missing) } } : {}),
          },
        }
      : {}),
  };
}
