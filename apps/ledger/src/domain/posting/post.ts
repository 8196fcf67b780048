import { deterministicId, type Envelope } from '@perennial/contracts';

import { balanceOf, type Balance } from '../member-state.js';
import { isSamePlace, placeOf } from '../place.js';
import type { Movement, WalletPart } from '../world.js';
import { isInternal, type Difference } from './differences.js';
import { pointsMessage, type OutgoingPoints } from './points-message.js';
import { counterparts, type Member, type Transfer, type TransferKind } from './transfer.js';

/** What is written when a member's wallet has changed. */
export interface Posting {
  readonly member: Member;
  readonly transfers: readonly Transfer[];
  readonly messages: readonly OutgoingPoints[];
}

/** Gives an id, and never the same one twice. */
export type NameTransfer = (...parts: readonly (string | number)[]) => string;

/**
 * Posts what a fact (or time) changed: one transfer per difference, then transfers within the wallet until every part
 * of what was posted is what the fold says. So what is posted comes to the fold's balance, whatever the differences were.
 *
 * @param member with the state after the fact and the balance posted before it
 * @param cause  the event that is being applied; absent: time alone
 */
export function post(
  member: Member,
  differences: readonly Difference[],
  cause: Envelope | undefined,
  name: NameTransfer,
): Posting {
  const balance = balanceOf(member.state);
  const steps = differences.filter(({ points }) => points !== 0n).map((each) => stepOf(each, cause));
  steps.push(...restOf(member, balance, differences, cause));
  const transfers: Transfer[] = [];
  const messages: OutgoingPoints[] = [];
  let { transfers: number, rewardSequence, pointsSequence } = member;
  for (const step of steps) {
    number += 1n;
    const topic = topicOf(step);
    if (topic === 'reward') rewardSequence += 1n;
    if (topic === 'points') pointsSequence += 1n;
    const { account, customerId } = member;
    // Written out: spreading makes a new shape of object each time, and there is one of every event.
    const transfer: Transfer = {
      account,
      customerId,
      number,
      transferId: idOf(member, number, step, name),
      kind: step.kind,
      debit: step.debit,
      credit: step.credit,
      points: step.points,
      rule: step.rule,
      thing: step.thing,
      programmeVersion: step.programmeVersion,
      partnerId: step.partnerId,
      cause: step.cause,
      occurredAt: step.occurredAt,
      memberSequence: topic && (topic === 'reward' ? rewardSequence : pointsSequence),
    };
    transfers.push(transfer);
    if (topic) messages.push(pointsMessage(transfer, step.signed, balance, step.movement, cause));
  }
  return { member: { ...member, balance, transfers: number, rewardSequence, pointsSequence }, transfers, messages };
}

interface Step extends Omit<Transfer, 'account' | 'customerId' | 'number' | 'transferId' | 'memberSequence'> {
  /** What the wallet as a whole gains; 0 within it. */
  readonly signed: bigint;
  readonly movement: Movement | undefined;
  /** Whether time does it, and not the event that is being applied. */
  readonly byTime: boolean;
}

function stepOf({ movement, points, corrects }: Difference, cause: Envelope | undefined): Step {
  const { part } = movement;
  const internal = isInternal(movement);
  const outside = internal ? sourceOf(movement) : (counterparts[movement.kind] ?? 'issuance');
  const into = points > 0n;
  const byTime = cause === undefined || (movement.byTime === true && !corrects);
  return {
    byTime,
    kind: internal ? (movement.kind as TransferKind) : kindOf(movement, into, cause),
    debit: into ? outside : part,
    credit: into ? part : outside,
    points: into ? points : -points,
    signed: internal ? 0n : points,
    rule: movement.rule,
    thing: movement.thing,
    programmeVersion: movement.programmeVersion,
    partnerId: movement.partnerId,
    cause: placeOf(byTime ? movement.because : cause),
    occurredAt: movement.at,
    movement,
  };
}

/** The part of the wallet that an internal movement takes from. */
function sourceOf({ kind }: Movement): WalletPart {
  return kind === 'activation' ? 'pending' : kind === 'release' ? 'reserved' : 'available';
}

function kindOf({ kind, takenBack, because }: Movement, into: boolean, cause: Envelope | undefined): TransferKind {
  if (kind === 'award')
    return into ? 'accrual' : takenBack && isSamePlace(because, cause && placeOf(cause)) ? 'clawback' : 'correction';
  const natural =
    kind === 'reinstatement' || kind === 'expiry-reversal'
      ? into
      : kind === 'expiry' || kind === 'redemption'
        ? !into
        : true;
  return natural ? (kind as TransferKind) : 'correction';
}

/** Within the wallet: what is left between the parts as posted and as they are. */
function restOf(member: Member, now: Balance, differences: readonly Difference[], cause: Envelope | undefined): Step[] {
  const parts: Record<WalletPart, bigint> = { ...member.balance, debt: -member.balance.debt };
  for (const { movement, points } of differences) {
    parts[movement.part] += points;
    if (isInternal(movement)) parts[sourceOf(movement)] -= points;
  }
  const pending = now.pending - parts.pending;
  const reserved = now.reserved - parts.reserved;
  const debt = -now.debt - parts.debt;
  if (pending === 0n && reserved === 0n && debt === 0n) return [];
  const last = differences.at(-1)?.movement;
  const about = {
    cause: cause ? placeOf(cause) : (last?.because ?? { at: 0, source: '', id: '' }),
    occurredAt: Math.max(last?.at ?? 0, member.state.last?.at ?? 0),
    programmeVersion: last?.programmeVersion ?? 1,
    movement: undefined,
    byTime: cause === undefined,
    signed: 0n,
  };
  const between = (kind: TransferKind, rule: string, part: WalletPart, change: bigint): Step[] =>
    change === 0n
      ? []
      : [
          {
            ...about,
            kind,
            rule,
            thing: rule,
            points: change > 0n ? change : -change,
            ...(change > 0n ? { debit: 'available', credit: part } : { debit: part, credit: 'available' }),
          },
        ];
  return [
    ...between('activation', 'activation', 'pending', pending),
    ...between(reserved > 0n ? 'reservation' : 'release', 'reservation', 'reserved', reserved),
    ...between(debt > 0n ? 'repayment' : 'debt', 'debt', 'debt', debt),
  ];
}

/** Which topic tells of it; most of what only moves within the wallet nobody is told of. */
function topicOf({ kind, signed, movement }: Step): 'reward' | 'points' | undefined {
  if (kind === 'accrual') return 'reward';
  return signed !== 0n || movement ? 'points' : undefined;
}

/**
 * An award's id follows from member, rule, what was paid for and the causing event. What time did may be undone by a late fact and come
 * again, for the same cause and instant: its number tells it from the one before.
 */
function idOf(
  { customerId, account }: Member,
  number: bigint,
  { kind, rule, thing, cause, occurredAt, movement, byTime }: Step,
  name: NameTransfer,
): string {
  const owner = customerId === '' ? account : customerId;
  if (movement?.kind === 'award') return name(owner, rule, thing, cause.source, cause.id);
  const about = [owner, kind, rule, thing, cause.source, cause.id, occurredAt];
  return byTime ? name(...about, String(number)) : name(...about);
}

/** Names for one event: where the same change is made twice on its way, the second has another name. */
export function uniqueNames(): NameTransfer {
  const used = new Set<string>();
  return (...parts) => {
    for (let again = 0; ; again += 1) {
      const id = again === 0 ? deterministicId(...parts) : deterministicId(...parts, again);
      if (used.has(id)) continue;
      used.add(id);
      return id;
    }
  };
}
