import type { Decision } from '@perennial/oracle';
import type { Database } from '@perennial/persistence';

import type { AnsweredDecision } from '../load/decisions.js';

/** A decision as the ledger keeps it: which instant it gave it, and under which id it stands in the order of things. */
export interface KeptDecision {
  readonly id: string;
  readonly at: number;
  readonly kind: string;
  /** The id that the answer named: of the redemption, reservation, adjustment or transfer. */
  readonly about: string;
}

export interface Decided {
  /** By history, in the oracle's words. */
  readonly byHistory: ReadonlyMap<string, readonly Decision[]>;
  /** Decisions answered with success that are not kept once, and kept ones that nobody was told of. */
  readonly contradictions: readonly string[];
}

const KEPT = /* sql */ `
  select distinct id, at, type, data ->> 'redemptionId' as redemption, data ->> 'reservationId' as reservation,
         data ->> 'adjustmentId' as adjustment, data ->> 'transferId' as transfer
    from fact
   where type = any($1)`;

/** What the ledger calls each of ours, and the field that names it in an answer. */
const kinds = {
  redemption: ['redemption', 'redemptionId'],
  'redemption-reversal': ['redemption-reversal', 'redemptionId'],
  reservation: ['reservation', 'reservationId'],
  commit: ['reservation-commit', 'reservationId'],
  release: ['reservation-release', 'reservationId'],
  adjustment: ['adjustment', 'adjustmentId'],
  transfer: ['transfer', 'transferId'],
} as const satisfies Record<AnsweredDecision['kind'], readonly [string, string]>;

const PREFIX = 'ledger.decision.';

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly redemption: string | null;
  readonly reservation: string | null;
  readonly adjustment: string | null;
  readonly transfer: string | null;
}

export async function readKeptDecisions(db: Database): Promise<KeptDecision[]> {
  const rows = await db.query<Row>(KEPT, [Object.values(kinds).map(([kind]) => PREFIX + kind)]);
  return rows.map((row) => ({
    id: row.id,
    at: row.at.getTime(),
    kind: row.type.slice(PREFIX.length),
    about: row.redemption ?? row.reservation ?? row.adjustment ?? row.transfer ?? '',
  }));
}

/** Holds what was answered against what is kept: each decision that was granted is there once, and nothing else is. */
export function decidedBy(answered: readonly AnsweredDecision[], kept: readonly KeptDecision[]): Decided {
  const contradictions: string[] = [];
  const left = new Map<string, KeptDecision[]>();
  for (const one of kept)
    left.set(nameOf(one.kind, one.about), [...(left.get(nameOf(one.kind, one.about)) ?? []), one]);
  const byHistory = new Map<string, Decision[]>();
  const reservations = new Map<string, Extract<Decision, { kind: 'reservation' }>>();
  for (const one of answered.filter(({ status }) => status < 300)) {
    const [kind, field] = kinds[one.kind];
    const about = String(one.answer[field]);
    const [found, ...more] = left.get(nameOf(kind, about)) ?? [];
    left.delete(nameOf(kind, about));
    if (!found || more.length > 0) {
      contradictions.push(
        `${one.kind} ${about} of ${one.customerId} was granted once and is kept ${found ? 1 + more.length : 0} times`,
      );
      continue;
    }
    const list = byHistory.get(one.history) ?? [];
    byHistory.set(one.history, list);
    const reservation = reservations.get(about);
    if (one.kind === 'commit' || one.kind === 'release') {
      if (reservation) Object.assign(reservation, { [one.kind]: { id: found.id, at: found.at } });
      continue;
    }
    const told = inWords(one, found, about);
    if (told.kind === 'reservation') reservations.set(about, told);
    list.push(told);
  }
  for (const others of left.values())
    for (const { kind, about } of others) contradictions.push(`${kind} ${about} is kept, and nobody was told of it`);
  return { byHistory, contradictions };
}

const nameOf = (kind: string, about: string): string => `${kind} ${about}`;

function inWords(
  { kind, customerId, body, answer }: AnsweredDecision,
  { id, at }: KeptDecision,
  about: string,
): Decision {
  const points = Number(answer['points']);
  switch (kind) {
    case 'redemption':
      return { kind, id, at, customerId, rewardId: String(body['rewardId']), points };
    case 'redemption-reversal':
      return { kind, id, at, redemptionId: about };
    case 'reservation':
      return { kind, id, at, customerId, points, until: Date.parse(String(answer['until'])) };
    case 'adjustment':
      return { kind, id, at, customerId, points };
    case 'transfer':
      return { kind, id, at, from: customerId, to: String(body['to']), points };
    default:
      throw new Error(`${kind} is no decision of its own`);
  }
}
