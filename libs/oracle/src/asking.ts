import type { Envelope } from '@perennial/contracts';

import type { Decision, ExpectedMember, ProgrammeId, Redemption } from './history.js';
import { expectedOf } from './oracle.js';
import { instant, type When } from './shop.js';

export type Fact = Envelope | Decision;

/** What the oracle says of one member, `ann` unless another one is asked for. */
export function member(programme: ProgrammeId, facts: readonly Fact[], asOf: When, who = 'ann'): ExpectedMember {
  const events = facts.filter((fact) => 'data' in fact);
  const decisions = facts.filter((fact) => 'kind' in fact);
  const found = expectedOf(programme, { events, decisions }, instant(asOf)).members.get(who);
  if (!found) throw new Error(`no fact names ${who}`);
  return found;
}

export function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

export function redeems(points: number, when: When, id = 'redemption', customerId = 'ann'): Redemption {
  return { kind: 'redemption', id, at: instant(when), customerId, rewardId: 'bracelet', points };
}

export function reversesRedemption(redemptionId: string, when: When): Decision {
  return { kind: 'redemption-reversal', id: `${redemptionId}-reversal`, at: instant(when), redemptionId };
}

export function transfers(from: string, to: string, points: number, when: When): Decision {
  return { kind: 'transfer', id: `${from}-${to}`, at: instant(when), from, to, points };
}

export function adjusts(points: number, when: When, customerId = 'ann'): Decision {
  return { kind: 'adjustment', id: `adjustment-${customerId}-${points}`, at: instant(when), customerId, points };
}

interface Held {
  readonly orderId?: string;
  readonly commit?: When;
  readonly release?: When;
}

export function reserves(points: number, when: When, until: When, { orderId, commit, release }: Held = {}): Decision {
  return {
    kind: 'reservation',
    id: 'reservation',
    at: instant(when),
    customerId: 'ann',
    points,
    until: instant(until),
    ...(orderId === undefined ? {} : { orderId }),
    ...(commit === undefined ? {} : { commit: { id: 'reservation-end', at: instant(commit) } }),
    ...(release === undefined ? {} : { release: { id: 'reservation-end', at: instant(release) } }),
  };
}
