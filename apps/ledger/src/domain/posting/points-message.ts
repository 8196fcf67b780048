import {
  instantText,
  pointsActivated,
  pointsAdjusted,
  pointsClawedBack,
  pointsExpired,
  pointsRedeemed,
  pointsReinstated,
  pointsReleased,
  pointsReserved,
  pointsTransferred,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { awardTexts, type Programme } from '@perennial/programme';

import { isGrant, type Thing } from '../fact.js';

import type { Balance } from '../member-state.js';
import type { Movement } from '../world.js';
import type { Transfer, TransferKind } from './transfer.js';

/** A message of the ledger. `data` lacks its texts until the programme is at hand. */
export interface OutgoingPoints {
  readonly type: string;
  readonly id: string;
  readonly time: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly causationid?: string;
  readonly causationsource?: string;
  readonly correlationid?: string | undefined;
  readonly traceparent?: string | undefined;
}

const TYPES: Readonly<Record<TransferKind, string>> = {
  accrual: rewardIssued.type,
  clawback: pointsClawedBack.type,
  correction: pointsAdjusted.type,
  expiry: pointsExpired.type,
  redemption: pointsRedeemed.type,
  reinstatement: pointsReinstated.type,
  'expiry-reversal': pointsReinstated.type,
  adjustment: pointsAdjusted.type,
  transfer: pointsTransferred.type,
  merge: pointsTransferred.type,
  erasure: pointsAdjusted.type,
  activation: pointsActivated.type,
  reservation: pointsReserved.type,
  release: pointsReleased.type,
  debt: pointsAdjusted.type,
  repayment: pointsAdjusted.type,
};

const SIGNED: ReadonlySet<string> = new Set([pointsAdjusted.type, pointsTransferred.type]);

/** The parts of a balance as JSON has them. */
export function balanceJson({ available, pending, reserved, debt }: Balance): Record<keyof Balance, number> {
  return {
    available: Number(available),
    pending: Number(pending),
    reserved: Number(reserved),
    debt: Number(debt),
  };
}

/** One sentence for the member and for support. */
export function reasonText(
  programme: Programme,
  { kind, rule, thing }: { readonly kind: TransferKind; readonly rule: string; readonly thing: Thing },
): string {
  const campaign = isGrant(thing) ? programme.campaigns.find(({ id }) => id === rule) : undefined;
  const text = (isGrant(thing) ? campaign?.text : awardTexts(programme).get(rule)) ?? rule;
  switch (kind) {
    case 'clawback':
      return `Taken back: ${text}`;
    case 'correction':
      return `Corrected by something that happened earlier: ${text}`;
    case 'expiry':
      return 'Points have expired';
    case 'redemption':
      return 'Points were redeemed';
    case 'reinstatement':
      return 'Points given back';
    case 'expiry-reversal':
      return 'Expired points brought back';
    case 'adjustment':
      return 'Adjusted by hand';
    case 'transfer':
      return 'Moved between members';
    case 'merge':
      return 'Two accounts became one';
    case 'erasure':
      return 'Forgotten at the request of the member';
    case 'activation':
      return 'Points can be spent now';
    case 'reservation':
      return 'Points are held';
    case 'release':
      return 'Points are no longer held';
    case 'debt':
      return 'Points that were missing are owed';
    case 'repayment':
      return 'Points repaid what was owed';
    default:
      return text;
  }
}

/** What every message says of what caused it. */
export function causeOf(cause: { source: string; id: string }, event: Envelope | undefined) {
  return {
    causationid: cause.id,
    causationsource: cause.source,
    ...(event?.correlationid === undefined ? {} : { correlationid: event.correlationid }),
    ...(event?.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}

/**
 * @param signed  what the wallet as a whole gained or lost
 * @param balance the member's balance after everything that the same cause changed
 */
export function pointsMessage(
  transfer: Transfer,
  signed: bigint,
  balance: Balance,
  movement: Movement | undefined,
  event: Envelope | undefined,
): OutgoingPoints {
  const { customerId, transferId, rule, thing, kind, programmeVersion } = transfer;
  const time = instantText(transfer.occurredAt);
  // An award that a late fact lowers is taken back as far as consumers are concerned.
  const type = kind === 'correction' && movement?.kind === 'award' ? pointsClawedBack.type : TYPES[kind];
  const memberSequence = Number(transfer.memberSequence);
  const reason = { rule, programmeVersion, kind };
  const message = (data: OutgoingPoints['data']): OutgoingPoints => ({
    type,
    id: transferId,
    time,
    subject: customerId,
    causationid: transfer.cause.id,
    causationsource: transfer.cause.source,
    correlationid: event?.correlationid,
    traceparent: event?.traceparent,
    data,
  });
  if (kind !== 'accrual') {
    const points = SIGNED.has(type) ? Number(signed) : Number(transfer.points);
    const of = type === pointsClawedBack.type ? thing : undefined;
    return message({
      transferId,
      points,
      balance: balanceJson(balance),
      customerId,
      memberSequence,
      reason,
      thing: of,
    });
  }
  const { availableAt, expiresAt } = movement ?? {};
  return message({
    rewardId: transferId,
    kind: 'points',
    points: Number(signed),
    availableAt: availableAt === undefined || availableAt === transfer.occurredAt ? time : instantText(availableAt),
    expiresAt: expiresAt === undefined ? undefined : instantText(expiresAt),
    customerId,
    memberSequence,
    reason,
    thing,
  });
}

/** The message with its texts, which only the programme knows. */
export function withTexts(message: OutgoingPoints, programme: (version: number) => Programme): OutgoingPoints {
  const { reason, thing = '' } = message.data as {
    reason?: { rule: string; programmeVersion: number; kind?: TransferKind };
    thing?: Thing;
  };
  if (reason?.kind === undefined) return message;
  const { rule, programmeVersion, kind } = reason;
  const text = reasonText(programme(programmeVersion), { kind, rule, thing });
  return { ...message, data: { ...message.data, reason: { rule, programmeVersion, text } } };
}
