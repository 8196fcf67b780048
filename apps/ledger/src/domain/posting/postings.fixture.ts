import { loadProgramme } from '@perennial/programme';
import { fileURLToPath } from 'node:url';

import { newMember } from '../member-state.js';
import { putIn } from '../wallet.js';
import type { Movement } from '../world.js';
import type { Member } from './transfer.js';

const jeweller = loadProgramme(fileURLToPath(new URL('../../../../../programmes/jeweller.yaml', import.meta.url)));

const AT = Date.parse('2027-01-05T10:00:00Z');

export function aMovement(points: bigint, changes: Partial<Movement> = {}): Movement {
  const because = { at: AT, source: '/shop', id: 'paid' };
  const about = { account: 'a', kind: 'award', rule: 'purchase', thing: 'order:o-1', programmeVersion: 1 } as const;
  return { ...about, points, part: 'available', at: AT, because, ...changes };
}

/** A member who has this in the wallet now, and of whom something else was posted. */
export function aMember(
  { available = 0n, pending = 0n, debt = 0n }: { available?: bigint; pending?: bigint; debt?: bigint },
  posted: Partial<Member['balance']> = {},
): Member {
  const state = newMember(jeweller);
  const earned = { at: AT, source: '/shop', id: 'paid' };
  const lot = { rule: 'purchase', earned, availableAt: AT, points: 0n, expired: 0n, forgiven: 0n };
  putIn(state, { ...lot, thing: 'available', pending: false }, available);
  putIn(state, { ...lot, thing: 'pending', pending: true }, pending);
  state.debt = debt;
  return {
    ...{
      customerId: 'c-1',
      account: 'a',
      state,
      transfers: 4n,
      rewardSequence: 2n,
      pointsSequence: 1n,
      tier: 'silver',
    },
    ...{ balance: { available: 0n, pending: 0n, reserved: 0n, debt: 0n, ...posted }, linked: [], noticed: {} },
  };
}
