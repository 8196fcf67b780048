import { LeafWriter, textCapacity } from './leaf-writer.js';

/**
 * Everything of a transfer that must never change. The account is a random UUID: who it belongs to is in no seal, so that
 * forgetting a customer breaks none.
 */
export interface SealedTransfer {
  readonly account: string;
  /** 1, 2, 3 … per account. */
  readonly number: bigint;
  readonly transferId: string;
  readonly debit: string;
  readonly credit: string;
  /** Whole points, above 0. */
  readonly points: bigint;
  readonly unit: string;
  readonly kind: string;
  readonly rule: string;
  /** What was paid for; null where it is for nothing in particular. */
  readonly thing: string | null;
  readonly programmeVersion: number;
  /** Who funds it, or is paid for it; null where no partner does. */
  readonly partnerId: string | null;
  readonly causeSource: string;
  readonly causeId: string;
  /** Milliseconds since 1970. */
  readonly occurredAt: number;
  /** Milliseconds since 1970. */
  readonly bookedAt: number;
  /** Null where no message tells of it. */
  readonly memberSequence: bigint | null;
}

/** Two UUIDs, two numbers, an optional one, a version and two instants. */
const FIXED_BYTES = 2 * 16 + 2 * 8 + 9 + 4 + 2 * 8;

/**
 * The bytes whose SHA-256 is the transfer's leaf. Never changed: roots that are stored and signed rest on it. A further
 * column to be sealed is a further kind of leaf.
 *
 * @throws RangeError for a value that cannot be written unambiguously (no UUID, no instant, beyond 64 bits)
 */
export function transferLeaf(transfer: SealedTransfer): Buffer {
  const { debit, credit, unit, kind, rule, thing, partnerId, causeSource, causeId } = transfer;
  const capacity =
    FIXED_BYTES +
    textCapacity(debit) +
    textCapacity(credit) +
    textCapacity(unit) +
    textCapacity(kind) +
    textCapacity(rule) +
    textCapacity(thing) +
    textCapacity(partnerId) +
    textCapacity(causeSource) +
    textCapacity(causeId);
  return new LeafWriter('transfer', capacity)
    .uuid(transfer.account)
    .int64(transfer.number)
    .uuid(transfer.transferId)
    .text(debit)
    .text(credit)
    .int64(transfer.points)
    .text(unit)
    .text(kind)
    .text(rule)
    .text(thing)
    .int32(transfer.programmeVersion)
    .text(partnerId)
    .text(causeSource)
    .text(causeId)
    .instant(transfer.occurredAt)
    .instant(transfer.bookedAt)
    .optionalInt64(transfer.memberSequence)
    .end();
}
