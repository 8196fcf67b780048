import { uncompress } from 'lz4-napi';

const MAGIC = 0x184d2204;
/** Flags, the frame's first descriptor byte. */
const INDEPENDENT_BLOCKS = 0x20;
const BLOCK_CHECKSUMS = 0x10;
const CONTENT_SIZE = 0x08;
const DICTIONARY_ID = 0x01;
/** A block that would have grown is stored as it is. */
const STORED = 0x80000000;

/** One part of a frame, which can be unpacked without the others. */
export interface Lz4Block {
  readonly bytes: Buffer;
  readonly stored: boolean;
}

export interface Lz4Frame {
  readonly blocks: readonly Lz4Block[];
  /** What a block unpacks to, at most. */
  readonly blockBytes: number;
}

/**
 * Takes an lz4 frame apart without unpacking it, so that one of many blocks need not be unpacked at once.
 *
 * @throws Error when it is no frame, is cut off, or its blocks build on each other, which Kafka's brokers refuse
 */
export function readFrame(bytes: Buffer): Lz4Frame {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== MAGIC) throw new Error('the bytes are no lz4 frame');
  const flags = bytes.readUInt8(4);
  if (!(flags & INDEPENDENT_BLOCKS)) throw new Error('the blocks of the lz4 frame build on each other');
  // 4 stands for 64 KiB, 5 for 256 KiB, 6 for 1 MiB, 7 for 4 MiB.
  const blockBytes = 2 ** (8 + 2 * ((bytes.readUInt8(5) >> 4) & 7));
  // Magic, two descriptor bytes, what the flags announce, and the descriptor's checksum.
  let at = 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY_ID ? 4 : 0);
  const blocks: Lz4Block[] = [];
  for (;;) {
    if (at + 4 > bytes.length) throw new Error('the lz4 frame is cut off');
    const head = bytes.readUInt32LE(at);
    if (head === 0) return { blocks, blockBytes };
    const end = at + 4 + (head % STORED);
    blocks.push({ bytes: bytes.subarray(at + 4, end), stored: head >= STORED });
    at = end + (flags & BLOCK_CHECKSUMS ? 4 : 0);
  }
}

export async function unpackBlock({ bytes, stored }: Lz4Block, blockBytes: number): Promise<Buffer> {
  if (stored) return bytes;
  // The library wants to be told, before the block, how much room it takes.
  const room = Buffer.alloc(4);
  room.writeUInt32LE(blockBytes);
  return uncompress(Buffer.concat([room, bytes]));
}
