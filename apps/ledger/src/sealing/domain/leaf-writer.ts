import { LEAF_PREFIX } from './merkle.js';

/** What a leaf tells of; its second byte. So nothing of one kind can be read as something of another. */
export const leafKinds = { transfer: 1, booking: 2, checkpoint: 3, 'audit-entry': 4 } as const;

const NOTHING = 0xffff_ffff;
const WORD = 2 ** 32;
const DASH = 45;
/** Leaves its mark above the byte it becomes part of. */
const NO_DIGIT = 0x1000;

/** Values of hex digits by character code. */
const HEX_DIGITS: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return value < 0 ? undefined : value;
});

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
    let digits = 0;
    let byte = 0;
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code === DASH && (i === 8 || i === 13 || i === 18 || i === 23)) continue;
      byte = (byte << 4) | (HEX_DIGITS[code] ?? NO_DIGIT);
      digits += 1;
      if (digits % 2 === 1) continue;
      this.bytes[this.at] = byte;
      this.at += 1;
      // Bits above the byte are left when a character was no digit.
      if (byte > 0xff) break;
      byte = 0;
    }
    if (value.length !== 36 || digits !== 32 || byte !== 0) throw new RangeError(`${JSON.stringify(value)} is no UUID`);
    return this;
  }

  /** 8 bytes, signed. @throws RangeError beyond 64 bits */
  int64(value: bigint): this {
    const number = Number(value);
    // As a number where it is one: arithmetic on a bigint costs more than the hash.
    if (Number.isSafeInteger(number)) return this.safeInt64(number);
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
    if ((value | 0) !== value) throw new RangeError(`${value} is no whole number of 32 bits`);
    return this.bits32(value);
  }

  /**
   * 8 bytes: microseconds since 1970, as Postgres keeps them, so that no digit of a stored instant is outside the seal.
   *
   * @param ms milliseconds since 1970, up to the year 2255, with a fraction of thousandths at most
   */
  instant(ms: number): this {
    const microseconds = Math.round(ms * 1000);
    if (!Number.isSafeInteger(microseconds)) throw new RangeError(`${ms} is no instant`);
    return this.safeInt64(microseconds);
  }

  /** Length in bytes (4 bytes), then UTF-8; of what is missing a length that no text has. */
  text(value: string | null): this {
    if (value === null) return this.bits32(NOTHING);
    const length = this.ascii(value) ? value.length : this.bytes.write(value, this.at + 4, 'utf8');
    this.bits32(length);
    this.at += length;
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

  /** Writes text of ASCII only, behind the place of its length. False when it is not, and something else must write it. */
  private ascii(value: string): boolean {
    const start = this.at + 4;
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      this.bytes[start + i] = code;
    }
    return true;
  }

  private safeInt64(value: number): this {
    const high = Math.floor(value / WORD);
    return this.bits32(high).bits32(value - high * WORD);
  }

  /** The lowest 32 bits of a whole number. */
  private bits32(value: number): this {
    const { bytes, at } = this;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
    this.at = at + 4;
    return this;
  }
}

/** Room that `text` needs at most. */
export const textCapacity = (value: string | null): number => 4 + 3 * (value?.length ?? 0);
