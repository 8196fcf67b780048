import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

import kafkajs from 'kafkajs';

import { decompress, type CodecName } from '../codecs/codecs.js';

// Node cannot see this export of a CommonJS module by name.
const { CompressionCodecs, CompressionTypes } = kafkajs;

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
