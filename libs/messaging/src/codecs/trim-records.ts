import { MAX_VALUE_BYTES } from '@perennial/contracts';

/** Longest key, and longest block of headers, that is kept of a record that is trimmed at all. */
const MAX_OTHER_BYTES = MAX_VALUE_BYTES;

/**
 * Takes the records of a batch as they are decompressed, piece by piece, and keeps of each value no more than what
 * tells that it is too large. A few kilobytes can decompress to gigabytes, which must neither fill the memory nor stop
 * the partition: the record is refused like any other that is too large.
 *
 * Layout of a record: length, attributes (1 byte), timestamp delta, offset delta, key length, key, value length,
 * value, headers; all numbers are zigzag varints.
 */
export class RecordTrimmer {
  private readonly out: Buffer[] = [];
  /** Bytes of a number that is not complete yet. */
  private pending: Buffer = Buffer.alloc(0);
  private copyLeft = 0;
  private skipLeft = 0;
  private next: (data: Buffer) => Buffer | undefined = (data) => this.readHead(data);
  /** Of the record being read: its bytes that are still to come, and where its length goes when it is known. */
  private left = 0;
  private slot = 0;
  private head: Buffer = Buffer.alloc(0);
  private keptBytes = 0;

  push(chunk: Buffer): void {
    let data = this.pending.length > 0 ? Buffer.concat([this.pending, chunk]) : chunk;
    this.pending = Buffer.alloc(0);
    for (;;) {
      const copied = Math.min(this.copyLeft, data.length);
      if (copied > 0) this.keep(data.subarray(0, copied));
      const skipped = Math.min(this.skipLeft, data.length - copied);
      this.copyLeft -= copied;
      this.skipLeft -= skipped;
      this.left -= copied + skipped;
      data = data.subarray(copied + skipped);
      if (this.copyLeft > 0 || this.skipLeft > 0) return;
      const rest = this.next(data);
      if (!rest) {
        // A copy: the decompressor may use its buffer again.
        this.pending = Buffer.from(data);
        return;
      }
      data = rest;
    }
  }

  /** The records, trimmed, as the bytes of a batch. */
  end(): Buffer {
    if (this.pending.length > 0 || this.left > 0) throw new Error('the compressed records of a batch are cut off');
    return Buffer.concat(this.out);
  }

  private keep(bytes: Buffer): void {
    this.out.push(Buffer.from(bytes));
    this.keptBytes += bytes.length;
  }

  private readHead(data: Buffer): Buffer | undefined {
    const length = readVarint(data, 0);
    if (!length) return undefined;
    const times = readVarint(data, length.end + 1);
    const offset = times && readVarint(data, times.end);
    const key = offset && readVarint(data, offset.end);
    if (!key) return undefined;
    this.left = length.value - (key.end - length.end);
    this.slot = this.out.push(Buffer.alloc(0)) - 1;
    this.head = Buffer.from(data.subarray(length.end, offset.end));
    this.keptBytes = 0;
    this.keep(this.take(key.value, MAX_OTHER_BYTES));
    this.next = (rest) => this.readValue(rest);
    return data.subarray(key.end);
  }

  private readValue(data: Buffer): Buffer | undefined {
    const value = readVarint(data, 0);
    if (!value) return undefined;
    this.left -= value.end;
    // One byte above the limit is enough to be recognised as too large.
    this.keep(this.take(value.value, MAX_VALUE_BYTES + 1));
    this.next = (rest) => this.readHeaders(rest);
    return data.subarray(value.end);
  }

  private readHeaders(data: Buffer): Buffer {
    if (this.left <= MAX_OTHER_BYTES) this.copyLeft = this.left;
    else {
      this.keep(varint(0)); // no headers
      this.skipLeft = this.left;
    }
    this.next = (rest) => this.finish(rest);
    return data;
  }

  private finish(data: Buffer): Buffer | undefined {
    if (this.head.length > 0) {
      this.out[this.slot] = Buffer.concat([varint(this.head.length + this.keptBytes), this.head]);
      this.head = Buffer.alloc(0);
    }
    this.next = (rest) => this.readHead(rest);
    return data.length > 0 ? data : undefined;
  }

  /** Lets at most `most` bytes of a field pass. @returns the length to write for it */
  private take(length: number, most: number): Buffer {
    this.copyLeft = Math.max(0, Math.min(length, most));
    this.skipLeft = Math.max(0, length) - this.copyLeft;
    return varint(length < 0 ? -1 : this.copyLeft);
  }
}

/** @returns undefined when the number is not complete in `data` */
function readVarint(data: Buffer, at: number): { value: number; end: number } | undefined {
  let zigzag = 0;
  for (let shift = 0; at < data.length; at += 1, shift += 7) {
    const byte = data[at] ?? 0;
    zigzag += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value: zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2, end: at + 1 };
  }
  return undefined;
}

function varint(value: number): Buffer {
  let zigzag = value < 0 ? -2 * value - 1 : 2 * value;
  const bytes: number[] = [];
  for (; zigzag >= 0x80; zigzag = Math.floor(zigzag / 128)) bytes.push((zigzag % 128) | 0x80);
  bytes.push(zigzag);
  return Buffer.from(bytes);
}
