import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { compressFrameSync } from 'lz4-napi';
import { compress as compressSnappy } from 'snappy';

import { decompress, type CodecName } from './codecs.js';

/** What the Java client's compressors made of the records of one batch, in several blocks. */
const byJava = JSON.parse(
  readFileSync(new URL('../../fixtures/compressed-by-java.json', import.meta.url), 'utf8'),
) as Record<CodecName, string>;
const bytesOf = (codec: CodecName): Buffer => Buffer.from(byJava[codec], 'base64');
const records = gunzipSync(bytesOf('gzip'));

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

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('refuse %s bytes that are cut off', async (codec) => {
    const bytes = bytesOf(codec);
    await expect(decompress[codec](bytes.subarray(0, bytes.length >> 1))).rejects.toThrow();
  });
});
