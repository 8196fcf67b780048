import { randomUUID } from 'node:crypto';

import { bucketOf } from '@perennial/contracts';
import { programmeAt } from '@perennial/programme';
import { ProblemError, type CommandResult } from '@perennial/service';

import { findAccount } from '../store/queries/find-account.js';
import { findAdjustment, type FoundAdjustment } from '../store/queries/find-adjustment.js';
import { insertAdjustment } from '../store/queries/insert-adjustment.js';
import { insertAdjustmentVerdict } from '../store/queries/insert-adjustment-verdict.js';
import { unknownMember } from '../routes/unknown-member.js';
import { balanceAfter, decideNow, publish, type Decided } from './decide-now.js';
import { isGivenId } from './given-id.js';
import type { CommandScope } from './ledger-commands.js';

export interface WantedAdjustment {
  /** Signed, not 0: above 0 to the member. */
  readonly points: number;
  readonly reason: string;
}

interface Adjustment {
  readonly adjustmentId: string;
  readonly account: string;
  readonly points: bigint;
  readonly reason: string;
}

/** Gives or takes points by hand. Above the programme's limit they wait for a second person, and nothing is posted yet. */
export async function adjust(
  scope: CommandScope,
  customerId: string,
  { points: wanted, reason }: WantedAdjustment,
  proposedBy: string,
): Promise<CommandResult> {
  const account = await findAccount(scope.tx, customerId);
  if (account === undefined) throw unknownMember();
  const adjustmentId = randomUUID();
  const points = BigInt(wanted);
  const about = { adjustmentId, points, reason };
  const proposed = { ...about, bucket: bucketOf(customerId), proposedBy };
  const now = scope.clock();
  const { approvalAbovePoints } = programmeAt(scope.programmes, now.getTime()).adjustments;
  if (Math.abs(wanted) > approvalAbovePoints) {
    await insertAdjustment(scope.tx, { ...proposed, account, at: now, needsApproval: true });
    return { status: 202, body: { adjustmentId, status: 'waiting', points } };
  }
  const decided = await post(scope, { ...about, account });
  const at = new Date(decided.member.at);
  await insertAdjustment(scope.tx, { ...proposed, account, at, needsApproval: false });
  return finish(scope, about, decided);
}

/** The second person says yes: only now it is decided, and counts from now on. */
export async function approveAdjustment(
  scope: CommandScope,
  adjustmentId: string,
  approvedBy: string,
): Promise<CommandResult> {
  const adjustment = await waitingAdjustment(scope, adjustmentId);
  if (adjustment.proposedBy === approvedBy) {
    throw new ProblemError(403, 'SAME_PERSON', 'Somebody else than who proposed the adjustment has to approve it.');
  }
  const { account, points, reason } = adjustment;
  const decided = await post(scope, { adjustmentId, account, points, reason });
  // Whoever comes second has waited for the member, and finds the first one's row.
  const verdict = { adjustmentId, decidedBy: approvedBy, at: new Date(decided.member.at) };
  if (!(await insertAdjustmentVerdict(scope.tx, verdict))) throw isDecided();
  return finish(scope, { adjustmentId, points }, decided);
}

/** Somebody says no, or who proposed it withdraws it: nothing is posted, and it cannot be approved any more. */
export async function declineAdjustment(
  { tx, clock }: CommandScope,
  adjustmentId: string,
  { declinedBy, reason }: { readonly declinedBy: string; readonly reason: string },
): Promise<CommandResult> {
  const { points } = await waitingAdjustment({ tx }, adjustmentId);
  // An approval on its way is waited for here, and has then come first.
  const verdict = { adjustmentId, decidedBy: declinedBy, at: clock(), declinedBecause: reason };
  if (!(await insertAdjustmentVerdict(tx, verdict))) throw isDecided();
  return { status: 200, body: { adjustmentId, status: 'declined', points } };
}

/** As far as can be seen without a lock. */
async function waitingAdjustment({ tx }: Pick<CommandScope, 'tx'>, adjustmentId: string): Promise<FoundAdjustment> {
  const adjustment = isGivenId(adjustmentId) ? await findAdjustment(tx, adjustmentId) : undefined;
  if (!adjustment) throw unknownAdjustment();
  if (adjustment.status !== 'waiting') throw isDecided();
  return adjustment;
}

export function unknownAdjustment(): ProblemError {
  return new ProblemError(404, 'UNKNOWN_ADJUSTMENT', 'There is no adjustment with this id.');
}

function isDecided(): ProblemError {
  return new ProblemError(
    409,
    'ADJUSTMENT_DECIDED',
    'The adjustment needs no second person, or was approved or declined before.',
  );
}

async function post(scope: CommandScope, { account, ...adjustment }: Adjustment): Promise<Decided<void>> {
  return decideNow(scope, account, ({ take }) => take(adjustment.adjustmentId, { kind: 'adjustment', ...adjustment }));
}

async function finish(
  scope: CommandScope,
  { adjustmentId, points }: Pick<Adjustment, 'adjustmentId' | 'points'>,
  decided: Decided<void>,
): Promise<CommandResult> {
  const balance = await balanceAfter(scope, decided);
  await publish(scope, decided);
  return { status: 201, body: { adjustmentId, status: 'posted', points, balance } };
}
