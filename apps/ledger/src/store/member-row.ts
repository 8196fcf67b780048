import { programmeAt, type ProgrammeHistory } from '@perennial/programme';

import type { Lot } from '../domain/lot.js';
import type { Lots } from '../domain/lots.js';
import { newMember, type Totals } from '../domain/member-state.js';
import { newTier } from '../domain/tier.js';
import type { Member } from '../domain/posting/transfer.js';
import { stateFrom } from './json-state.js';

/** Columns of a member's wallet, for `select … from balance`. */
export const MEMBER_COLUMNS = `balance.account, balance.available, balance.pending, balance.reserved, balance.debt,
  balance.earned, balance.redeemed, balance.expired, balance.clawed_back, balance.adjusted, balance.transferred,
  balance.reinstated, balance.transfers, balance.reward_sequence, balance.points_sequence, balance.tier, balance.linked,
  balance.noticed, balance.state`;

export interface MemberRow {
  readonly account: string;
  readonly customer_id: string;
  readonly available: bigint;
  readonly pending: bigint;
  readonly reserved: bigint;
  readonly debt: bigint;
  readonly earned: bigint;
  readonly redeemed: bigint;
  readonly expired: bigint;
  readonly clawed_back: bigint;
  readonly adjusted: bigint;
  readonly transferred: bigint;
  readonly reinstated: bigint;
  readonly transfers: bigint;
  readonly reward_sequence: bigint;
  readonly points_sequence: bigint;
  readonly tier: string | null;
  readonly linked: string[];
  readonly noticed: Member['noticed'];
  readonly state: unknown;
}

export interface LotRow {
  readonly account: string;
  readonly rule: string;
  readonly thing: string;
  readonly points: bigint;
  readonly pending: boolean;
  readonly expired: bigint;
  readonly earned_at: Date;
  readonly earned_source: string;
  readonly earned_id: string;
  readonly available_at: Date;
  readonly expires_at: Date | null;
}

export function lotOf(row: LotRow): Lot {
  return {
    rule: row.rule,
    thing: row.thing,
    earned: { at: row.earned_at.getTime(), source: row.earned_source, id: row.earned_id },
    availableAt: row.available_at.getTime(),
    expiresAt: row.expires_at?.getTime(),
    points: row.points,
    pending: row.pending,
    expired: row.expired,
    forgiven: 0n,
  };
}

/** Who has just got an account, and nothing else yet. */
export function newcomer(customerId: string, account: string, programmes: ProgrammeHistory): Member {
  const state = newMember(programmeAt(programmes, 0));
  return {
    customerId,
    account,
    state,
    balance: { available: 0n, pending: 0n, reserved: 0n, debt: 0n },
    transfers: 0n,
    rewardSequence: 0n,
    pointsSequence: 0n,
    tier: state.tier.held,
    linked: [],
    noticed: {},
  };
}

export function memberFrom(row: MemberRow, lots: Lots, programmes: ProgrammeHistory): Member {
  const { available, pending, reserved, debt, earned, redeemed, expired, reinstated } = row;
  const totals: Totals = {
    earned,
    redeemed,
    expired,
    reinstated,
    clawedBack: row.clawed_back,
    adjusted: row.adjusted,
    transferred: row.transferred,
  };
  const first = programmeAt(programmes, 0);
  const state = row.state === null ? newMember(first) : stateFrom(row.state, { lots, debt, totals });
  return {
    // The mapping may have been read just before the erasure that the wallet's row was waited for.
    customerId: state.erased ? '' : row.customer_id,
    account: row.account,
    state,
    balance: { available, pending, reserved, debt },
    transfers: row.transfers,
    rewardSequence: row.reward_sequence,
    pointsSequence: row.points_sequence,
    tier: row.tier ?? newTier(first.tiers).held,
    linked: row.linked,
    noticed: row.noticed,
  };
}
