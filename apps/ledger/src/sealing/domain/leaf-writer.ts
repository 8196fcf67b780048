import { LEAF_PREFIX } from './merkle.js';

/** What a leaf tells of; its second byte. So nothing of one kind can be read as something of another. */
export const leafKinds = { transfer: 1, booking: 2, checkpoint: 3 } as const;

const NOTHING = 0xffff_ffff;
const WORD = 2 ** 32;

/**
 * Writes the bytes a leaf is the hash of: fields one after the other in a fixed order, numbers big-endian, texts with
 * their length before them. Two different lists of values never give the same bytes.
 */
export class LeafWriter {
  private readonly bytes: Buffer;
  private at = 2;

  /** @param capacity bytes at most */
  constructor(kind: keyof typeof leafKinds, capacity: number) {
    this.bytes = Buffer.allocUnsafe(2 + capacity);
    this.bytes[0] = LEAF_PREFIX;
    this.bytes[1] = leafKinds[kind];
  }

  /** 16 bytes. @throws RangeError when it is no UUID */
  uuid(value: string): this {
    const digits = value.length === 36 ? value.replaceAll('-', '') : '';
    // `write` stops at the first character that is no hex digit, which must not pass unnoticed.
    if (digits.length !== 32 || this.bytes.write(digits, this.at, 'hex') !== 16)
      throw new RangeError(`${JSON.stringify(value)} is no UUID`);
    this.at += 16;
    return this;
  }

  /** 8 bytes, signed. @throws RangeError beyond 64 bits */
  int64(value: bigint): this {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
    return this;
  }

  /** One byte that says whether there is a value, and the value if there is. */
  optionalInt64(value: bigint | null): this {
    this.bytes[this.at] = value === null ? 0 : 1;
    this.at += 1;
    return value === null ? this : this.int64(value);
  }

  /** 4 bytes, signed. @throws RangeError beyond 32 bits, or not whole */
  int32(value: number): this {
    if (!Number.isInteger(value)) throw new RangeError(`${value} is not whole`);
    this.at = this.bytes.writeInt32BE(value, this.at);
    return this;
  }

  /**
   * 8 bytes: microseconds since 1970, as Postgres keeps them, so that no digit of a stored instant is outside the seal.
   *
   * @param ms milliseconds since 1970, up to the year 2255, with a fraction of thousandths at most
   */
  instant(ms: number): this {
    const microseconds = Math.round(ms * 1000);
    if (!Number.isSafeInteger(microseconds)) throw new RangeError(`${ms} is no instant`);
    // Two halves: a bigint for every instant would double the cost of a leaf.
    const high = Math.floor(microseconds / WORD);
    this.at = this.bytes.writeInt32BE(high, this.at);
    this.at = this.bytes.writeUInt32BE(microseconds - high * WORD, this.at);
    return this;
  }

  /** Length in bytes (4 bytes), then UTF-8; of what is missing a length that no text has. */
  text(value: string | null): this {
    if (value === null) {
      this.at = this.bytes.writeUInt32BE(NOTHING, this.at);
      return this;
    }
    const length = this.bytes.write(value, this.at + 4, 'utf8');
    this.bytes.writeUInt32BE(length, this.at);
    this.at += 4 + length;
    return this;
  }

  /** 32 bytes. */
  hash(value: Uint8Array): this {
    if (value.length !== 32) throw new RangeError(`a hash has 32 bytes, not ${value.length}`);
    this.bytes.set(value, this.at);
    this.at += 32;
    return this;
  }

  end(): Buffer {
    return this.bytes.subarray(0, this.at);
  }
}

/** Room that `text` needs at most. */
export const textCapacity = (value: string | null): number => 4 + 3 * (value?.length ?? 0);
