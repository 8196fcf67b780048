import {
  comparePlaces,
  type Decision as Told,
  DECISION_SOURCE,
  type History,
  type Merge,
  mergesOf,
  personIn,
  upTo,
} from '@perennial/oracle';

import type { Decision } from './decision.js';

type Household = Extract<Told, { kind: 'household' }>;
type AccountOf = (customer: string) => string;

/** A decision of a history in the ledger's words. */
export interface ToldDecision {
  readonly customerId: string;
  /** Everybody it names besides. */
  readonly others: readonly string[];
  readonly id: string;
  readonly at: number;
  readonly decisionOf: (account: AccountOf) => Decision;
}

/** Which decisions of the ledger a decision of a history is; that of a reservation that ends later is two. */
export class ToldDecisions {
  private readonly households: readonly Household[];
  private readonly owners: ReadonlyMap<string, string>;
  private readonly merges: readonly Merge[];

  /** Whose a redemption is, who lives together and who is one person is known from the beginning. */
  constructor(all: readonly Told[], events: History['events'] = []) {
    this.merges = mergesOf(events.toSorted(comparePlaces));
    this.households = all.filter((told): told is Household => told.kind === 'household');
    this.owners = new Map(all.flatMap((told) => ('customerId' in told ? [[told.id, told.customerId]] : [])));
  }

  of(told: Told): ToldDecision[] {
    const { id, at } = told;
    switch (told.kind) {
      case 'redemption':
        return [
          this.ofPool(told.customerId, told, (pool) => ({
            ...{ kind: 'redemption', redemptionId: id, rewardId: told.rewardId, points: BigInt(told.points), pool },
          })),
        ];
      case 'reservation':
        return this.reservation(told);
      case 'redemption-reversal':
        return [
          this.ofPool(this.owners.get(told.redemptionId) ?? '', told, (pool) => ({
            ...{ kind: 'redemption-reversal', redemptionId: told.redemptionId, pool },
          })),
        ];
      case 'adjustment':
        return [
          this.said(told.customerId, [], told, () => ({
            ...{ kind: 'adjustment', adjustmentId: id, points: BigInt(told.points), reason: 'told' },
          })),
        ];
      case 'transfer':
        return [
          this.said(told.from, [told.to], told, (account) => ({
            ...{ kind: 'transfer', transferId: id, to: account(told.to), points: BigInt(told.points) },
          })),
        ];
      case 'household': {
        const members = [...told.members].sort();
        return [
          this.said(told.members[0] ?? '', members, { id, at }, (account) => ({
            ...{ kind: 'household', householdId: id, pool: members.map(account) },
          })),
        ];
      }
    }
  }

  private reservation(told: Extract<Told, { kind: 'reservation' }>): ToldDecision[] {
    const { id, customerId, points, until, orderId, commit, release } = told;
    const made = this.ofPool(customerId, told, (pool) => ({
      ...{ kind: 'reservation', reservationId: id, points: BigInt(points), until, pool },
      ...(orderId === undefined ? {} : { orderId }),
    }));
    const ends = [
      ['reservation-commit', commit],
      ['reservation-release', release],
    ] as const;
    return [
      made,
      ...ends.flatMap(([kind, end]) =>
        end
          ? [
              this.ofPool(customerId, { ...end, since: told.at }, (pool) => ({
                ...{ kind, reservationId: id, pool },
                ...('orderId' in end ? { orderId: end.orderId } : {}),
              })),
            ]
          : [],
      ),
    ];
  }

  /** @param since when it was decided who draws together, if that was earlier */
  private ofPool(
    customerId: string,
    { id, at, since = at }: { id: string; at: number; since?: number },
    decisionOf: (pool: readonly string[]) => Decision,
  ): ToldDecision {
    const nameThen = (customer: string) =>
      personIn(this.merges, customer, upTo({ at: since, source: DECISION_SOURCE, id }));
    const homes = this.households.filter((each) => each.at <= since).map(({ members }) => members.map(nameThen));
    const own = nameThen(customerId);
    const pool = [...new Set(homes.find((home) => home.includes(own)) ?? [own])].sort();
    return this.said(customerId, [customerId, ...pool], { id, at }, (account) => decisionOf(pool.map(account)));
  }

  private said(
    customerId: string,
    others: readonly string[],
    { id, at }: { id: string; at: number },
    decisionOf: (account: AccountOf) => Decision,
  ): ToldDecision {
    return { customerId, others, id, at, decisionOf };
  }
}
