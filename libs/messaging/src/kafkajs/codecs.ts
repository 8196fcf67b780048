import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

import { decompress as decompressZstdInJavaScript } from 'fzstd';
import kafkajs from 'kafkajs';
import { decompressFrame } from 'lz4-napi';
import { uncompress } from 'snappy';

// Node cannot see this export of a CommonJS module by name.
const { CompressionCodecs, CompressionTypes } = kafkajs;

export type CodecName = 'gzip' | 'snappy' | 'lz4' | 'zstd';

const gunzip = promisify(zlib.gunzip);
/** Node has it from 22.15 on. */
const nativeZstd = (
  zlib as { zstdDecompress?: (bytes: Buffer, done: (error: Error | null, result: Buffer) => void) => void }
).zstdDecompress;

/** What producers compress batches with; all of them are read, none is written. */
export const decompress: Readonly<Record<CodecName, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: (bytes) => gunzip(bytes),
  snappy: (bytes) => (isXerial(bytes) ? decompressXerial(bytes) : uncompressSnappy(bytes)),
  lz4: (bytes) => decompressFrame(bytes),
  zstd: nativeZstd ? promisify(nativeZstd) : async (bytes) => Buffer.from(decompressZstdInJavaScript(bytes)),
};

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

/** kafkajs knows gzip only; without these, one batch of another codec would end the consumer. */
export function registerCodecs(): void {
  const types: Record<CodecName, number> = {
    gzip: CompressionTypes.GZIP,
    snappy: CompressionTypes.Snappy,
    lz4: CompressionTypes.LZ4,
    zstd: CompressionTypes.ZSTD,
  };
  for (const [name, type] of Object.entries(types) as [CodecName, number][]) {
    const gzip = name === 'gzip' ? promisify(zlib.gzip) : undefined;
    const codec = {
      compress: ({ buffer }: { buffer: Buffer }) => {
        if (!gzip) throw new Error(`this client does not write ${name}`);
        return gzip(buffer);
      },
      decompress: decompress[name],
    };
    (CompressionCodecs as Record<number, () => object>)[type] = () => codec;
  }
}
