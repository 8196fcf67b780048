/** As Kafka has it: its length (of null -1), then its bytes; text as UTF-8. Numbers are zigzag varints. */
export type Part = Buffer | string | null;

export function sizeOfVarint(value: number): number {
  let bytes = 1;
  for (let left = value < 0 ? -2 * value - 1 : 2 * value; left >= 0x80; left = Math.floor(left / 128)) bytes += 1;
  return bytes;
}

/** With its length. */
export function sizeOfPart(part: Part): number {
  if (part === null) return 1;
  const length = lengthOf(part);
  return sizeOfVarint(length) + length;
}

function lengthOf(part: Buffer | string): number {
  return typeof part === 'string' ? Buffer.byteLength(part) : part.length;
}

/** Writes one thing after the other into bytes that there is room for. */
export class Writer {
  bytes: Buffer;
  at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** Makes room for so many bytes more. */
  reserve(size: number): void {
    const wanted = this.at + size;
    if (wanted <= this.bytes.length) return;
    const more = Buffer.allocUnsafe(Math.max(wanted, 2 * this.bytes.length));
    this.bytes.copy(more, 0, 0, this.at);
    this.bytes = more;
  }

  int8(value: number): void {
    this.at = this.bytes.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** Zigzag, seven bits a byte; of an integer below 2^31. */
  varint(value: number): void {
    let left = value < 0 ? -2 * value - 1 : 2 * value;
    for (; left >= 0x80; left = Math.floor(left / 128)) this.bytes[this.at++] = (left % 128) | 0x80;
    this.bytes[this.at++] = left;
  }

  sized(part: Part): void {
    if (part === null) {
      this.varint(-1);
      return;
    }
    this.varint(lengthOf(part));
    this.content(part);
  }

  content(part: Buffer | string): void {
    this.at += typeof part === 'string' ? this.bytes.write(part, this.at) : part.copy(this.bytes, this.at);
  }
}

/** Reads one thing after the other; what it returns are views. All throw a RangeError beyond the end. */
export class Reader {
  constructor(
    private readonly bytes: Buffer,
    public at = 0,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): number {
    let zigzag = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new RangeError('the bytes are cut off');
      this.at += 1;
      zigzag += (byte & 0x7f) * weight;
      if (byte < 0x80) return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
  }

  part(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.take(length);
  }

  /** @throws RangeError for a length below 0, too */
  take(length: number): Buffer {
    if (length < 0 || this.at + length > this.bytes.length) throw new RangeError('the bytes are cut off');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
