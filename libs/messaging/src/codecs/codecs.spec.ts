import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync, gzipSync } from 'node:zlib';

import { MAX_VALUE_BYTES } from '@perennial/contracts';
import { compressFrameSync } from 'lz4-napi';
import { compress as compressSnappy } from 'snappy';

import { decompress, type CodecName } from './codecs.js';

/** What the Java client's compressors made of the records of one batch, in several blocks. */
const byJava = JSON.parse(
  readFileSync(new URL('../../fixtures/compressed-by-java.json', import.meta.url), 'utf8'),
) as Record<CodecName, string>;
const bytesOf = (codec: CodecName): Buffer => Buffer.from(byJava[codec], 'base64');
const records = gunzipSync(bytesOf('gzip'));

/** The client's own writer of records. */
const encode = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: {
  key: Buffer;
  value: Buffer;
}) => { buffer: Buffer };

function oneRecordOf(valueBytes: number): Buffer {
  return encode({ key: Buffer.from('k'), value: Buffer.alloc(valueBytes) }).buffer;
}

describe('codecs', () => {
  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('read %s as the Java producer writes it', async (codec) => {
    expect(records.length).toBe(87_556);
    expect((await decompress[codec](bytesOf(codec))).equals(records)).toBe(true);
  });

  it('read snappy as one raw block, as librdkafka writes it', async () => {
    expect((await decompress.snappy(await compressSnappy(records))).equals(records)).toBe(true);
  });

  it('read lz4 frames with content checksums', async () => {
    expect((await decompress.lz4(compressFrameSync(records, { contentChecksum: true }))).equals(records)).toBe(true);
  });

  it.each([
    ['gzip', gzipSync(oneRecordOf(80 * 1_048_576), { level: 1 })],
    ['lz4', compressFrameSync(oneRecordOf(80 * 1_048_576), { blockChecksums: true })],
    // 256 MiB by the zstd command.
    ['zstd', readFileSync(new URL('../../fixtures/one-record-of-256-MiB.zstd', import.meta.url))],
  ] as const)('trim a bomb in %s instead of filling the memory', async (codec, bomb) => {
    expect(bomb.length).toBeLessThan(1_048_576);
    const kept = await decompress[codec](bomb);
    // The record's other fields take a few bytes.
    expect(kept.length).toBeGreaterThan(MAX_VALUE_BYTES + 1);
    expect(kept.length).toBeLessThan(MAX_VALUE_BYTES + 64);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('refuse %s bytes that are cut off', async (codec) => {
    const bytes = bytesOf(codec);
    await expect(decompress[codec](bytes.subarray(0, bytes.length >> 1))).rejects.toThrow();
  });
});
