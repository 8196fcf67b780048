import { randomUUID } from 'node:crypto';

import { bucketOf } from '@perennial/contracts';
import { ProblemError, type CommandResult } from '@perennial/service';

import type { ByHand } from '../domain/by-hand.js';
import { shownActors } from '../audit-log/kept-actor.js';
import { keptPerson } from '../audit-log/kept-person.js';
import { areOnePerson } from '../store/queries/are-one-person.js';
import { findAccount } from '../store/queries/find-account.js';
import { findAdjustment, type FoundAdjustment } from '../store/queries/find-adjustment.js';
import { insertAdjustment } from '../store/queries/insert-adjustment.js';
import { insertAdjustmentVerdict } from '../store/queries/insert-adjustment-verdict.js';
import { unknownMember } from '../routes/unknown-member.js';
import { decisionByHand } from './by-hand.js';
import { balanceAfter, decideNow, publish, type Decided } from './decide-now.js';
import { isGivenId } from './given-id.js';
import type { CommandScope } from './ledger-commands.js';
import { DONE_AT_ONCE, writeAboutAdjustment, type AboutAdjustment, type Step } from './write-about-adjustment.js';

/** Does something by hand. Above the programme's limit it waits for a second person, and nothing is posted yet. */
export async function adjust(
  scope: CommandScope,
  customerId: string,
  byHand: ByHand,
  actor: string,
): Promise<CommandResult> {
  const account = await findAccount(scope.tx, customerId);
  if (account === undefined) throw unknownMember();
  const proposedBy = await keptPerson(scope, actor);
  const adjustmentId = randomUUID();
  const now = scope.clock();
  const decided = await decide(scope, { adjustmentId, account, byHand, isApproved: false });
  const { points, waits } = decided.result;
  const about = { adjustmentId, account, bucket: bucketOf(customerId), byHand, points, proposedBy };
  if (waits) {
    await insertAdjustment(scope.tx, { ...about, at: now, needsApproval: true });
    await writeAboutAdjustment(scope, about, { action: 'adjustment.proposed', after: 'waiting', by: proposedBy });
    return { status: 202, body: { adjustmentId, status: 'waiting', points } };
  }
  await insertAdjustment(scope.tx, { ...about, at: new Date(decided.member.at), needsApproval: false });
  return finish(scope, about, decided, { action: DONE_AT_ONCE[byHand.kind], by: proposedBy });
}

/** The second person says yes: only now it is decided, and counts from now on. */
export async function approveAdjustment(
  scope: CommandScope,
  adjustmentId: string,
  approvedBy: string,
): Promise<CommandResult> {
  const found = await waitingAdjustment(scope, adjustmentId);
  const { account, byHand, proposedBy } = found;
  const decidedBy = await keptPerson(scope, approvedBy);
  if (await isSamePerson(scope, proposedBy, approvedBy)) {
    throw new ProblemError(403, 'SAME_PERSON', 'Somebody else than who proposed the adjustment has to approve it.');
  }
  const decided = await decide(scope, { adjustmentId, account, byHand, isApproved: true });
  // Whoever comes second has waited for the member, and finds the first one's row.
  const verdict = { adjustmentId, decidedBy, at: new Date(decided.member.at) };
  if (!(await insertAdjustmentVerdict(scope.tx, verdict))) throw isDecided();
  const step = { action: 'adjustment.approved', before: 'waiting', by: decidedBy } as const;
  return finish(scope, { ...found, adjustmentId }, decided, step);
}

async function isSamePerson({ tx }: Pick<CommandScope, 'tx'>, kept: string, actor: string): Promise<boolean> {
  const [shown = kept] = await shownActors(tx, [kept]);
  return areOnePerson(tx, shown, actor);
}

/** Somebody says no, or who proposed it withdraws it: nothing is posted, and it cannot be approved any more. */
export async function declineAdjustment(
  scope: CommandScope,
  adjustmentId: string,
  { declinedBy, reason }: { readonly declinedBy: string; readonly reason: string },
): Promise<CommandResult> {
  const found = await waitingAdjustment(scope, adjustmentId);
  // An approval on its way is waited for here, and has then come first.
  const decidedBy = await keptPerson(scope, declinedBy);
  const verdict = { adjustmentId, decidedBy, at: scope.clock(), declinedBecause: reason };
  if (!(await insertAdjustmentVerdict(scope.tx, verdict))) throw isDecided();
  const isWithdrawn = await isSamePerson(scope, found.proposedBy, declinedBy);
  const action = isWithdrawn ? 'adjustment.withdrawn' : 'adjustment.declined';
  const step = { action, before: 'waiting', after: 'declined', by: decidedBy } as const;
  await writeAboutAdjustment(scope, { ...found, adjustmentId }, step);
  return { status: 200, body: { adjustmentId, status: 'declined', points: found.points } };
}

/** As far as can be seen without a lock. */
async function waitingAdjustment({ tx }: Pick<CommandScope, 'tx'>, adjustmentId: string): Promise<FoundAdjustment> {
  const adjustment = isGivenId(adjustmentId) ? await findAdjustment(tx, adjustmentId) : undefined;
  if (!adjustment) throw unknownAdjustment();
  if (adjustment.status === 'lapsed') throw unknownMember();
  if (adjustment.status !== 'waiting') throw isDecided();
  return adjustment;
}

export function unknownAdjustment(): ProblemError {
  return new ProblemError(404, 'UNKNOWN_ADJUSTMENT', 'There is no adjustment with this id.');
}

function isDecided(): ProblemError {
  const detail = 'The adjustment needs no second person, or was approved or declined before.';
  return new ProblemError(409, 'ADJUSTMENT_DECIDED', detail);
}

interface Outcome {
  readonly points: bigint;
  readonly waits: boolean;
}

function decide(
  scope: CommandScope,
  {
    adjustmentId,
    account,
    byHand,
    isApproved,
  }: Pick<FoundAdjustment, 'account' | 'byHand'> & { readonly adjustmentId: string; readonly isApproved: boolean },
): Promise<Decided<Outcome>> {
  return decideNow(
    scope,
    account,
    ({ member, take }) => {
      const [decision, points] = decisionByHand(adjustmentId, byHand, member);
      const { approvalAbovePoints } = member.programme.adjustments;
      const waits = !isApproved && (points < 0n ? -points : points) > BigInt(approvalAbovePoints);
      if (!waits) take(adjustmentId, decision);
      return { points, waits };
    },
    [],
    { whole: byHand.kind === 'reinstatement' },
  );
}

async function finish(
  scope: CommandScope,
  about: AboutAdjustment,
  decided: Decided<Outcome>,
  step: Pick<Step, 'action' | 'before' | 'by'>,
): Promise<CommandResult> {
  const { adjustmentId } = about;
  const { points } = decided.result;
  const balance = await balanceAfter(scope, decided);
  await writeAboutAdjustment(scope, about, { ...step, after: 'posted', points });
  await publish(scope, decided);
  return { status: 201, body: { adjustmentId, status: 'posted', points, balance } };
}
