import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

import { Decompress } from 'fzstd';
import { decompressFrame } from 'lz4-napi';
import { uncompress } from 'snappy';

import { readFrame, unpackBlock } from './lz4-frame.js';
import { RecordTrimmer } from './trim-records.js';

export type CodecName = 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** Batches are sent with a few megabytes at most; what grows beyond this is unpacked in pieces and trimmed. */
const AT_ONCE_BYTES = 64 * 1_048_576;

type Unpack = (bytes: Buffer, options: zlib.ZlibOptions, done: (error: Error | null, result: Buffer) => void) => void;
/** Node has zstd from 22.15 on. */
const { zstdDecompress, createZstdDecompress } = zlib as {
  zstdDecompress?: Unpack;
  createZstdDecompress?: () => Transform;
};

/** What producers compress batches with; all of them are read, none is written. */
export const decompress: Readonly<Record<CodecName, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: (bytes) => unpack(bytes, zlib.gunzip, zlib.createGunzip),
  snappy: (bytes) => (isXerial(bytes) ? decompressXerial(bytes) : uncompressSnappy(bytes)),
  lz4: unpackLz4,
  zstd: (bytes) =>
    zstdDecompress && createZstdDecompress
      ? unpack(bytes, zstdDecompress, createZstdDecompress)
      : unpackZstdInJavaScript(bytes),
};

async function unpack(bytes: Buffer, atOnce: Unpack, inPieces: () => Transform): Promise<Buffer> {
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      atOnce(bytes, { maxOutputLength: AT_ONCE_BYTES }, (error, result) => (error ? reject(error) : resolve(result)));
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
  }
  const trimmer = new RecordTrimmer();
  const pieces = inPieces();
  pieces.end(bytes);
  for await (const piece of pieces) trimmer.push(piece as Buffer);
  return trimmer.end();
}

async function unpackZstdInJavaScript(bytes: Buffer): Promise<Buffer> {
  const trimmer = new RecordTrimmer();
  let ended = false;
  const stream = new Decompress((piece, last) => {
    trimmer.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    ended ||= last ?? false;
  });
  stream.push(bytes, true);
  if (!ended) throw new Error('the compressed records of a batch are cut off');
  return trimmer.end();
}

async function unpackLz4(bytes: Buffer): Promise<Buffer> {
  const { blocks, blockBytes } = readFrame(bytes);
  if (blocks.length * blockBytes <= AT_ONCE_BYTES) return decompressFrame(bytes);
  const trimmer = new RecordTrimmer();
  for (const block of blocks) trimmer.push(await unpackBlock(block, blockBytes));
  return trimmer.end();
}

/** Java producers frame snappy blocks with the header of the xerial library; librdkafka sends one raw block. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** Magic, then two int32: version and the lowest version that can read it. */
const XERIAL_HEADER_BYTES = 16;

function isXerial(bytes: Buffer): boolean {
  return bytes.length >= XERIAL_HEADER_BYTES && bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC);
}

async function decompressXerial(bytes: Buffer): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    blocks.push(await uncompressSnappy(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

async function uncompressSnappy(bytes: Buffer): Promise<Buffer> {
  return (await uncompress(bytes, { asBuffer: true })) as Buffer;
}
