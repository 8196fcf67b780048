import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { compressFrameSync } from 'lz4-napi';

import { readFrame, unpackBlock } from './lz4-frame.js';

const byJava = JSON.parse(
  readFileSync(new URL('../../fixtures/compressed-by-java.json', import.meta.url), 'utf8'),
) as Record<string, string>;
const bytesOf = (codec: string): Buffer => Buffer.from(byJava[codec] ?? '', 'base64');

async function unpack(frame: Buffer): Promise<{ blocks: number; content: Buffer }> {
  const { blocks, blockBytes } = readFrame(frame);
  const parts = await Promise.all(blocks.map((block) => unpackBlock(block, blockBytes)));
  return { blocks: blocks.length, content: Buffer.concat(parts) };
}

describe('an lz4 frame', () => {
  it('comes apart into blocks of 64 KiB when a Java producer wrote it', async () => {
    const records = gunzipSync(bytesOf('gzip'));
    expect(readFrame(bytesOf('lz4')).blockBytes).toBe(65_536);
    expect(await unpack(bytesOf('lz4'))).toEqual({ blocks: 2, content: records });
  });

  it.each([
    ['without checksums', {}],
    ['with checksums of blocks and content', { blockChecksums: true, contentChecksum: true }],
  ])('comes apart %s, stored blocks included', async (_how, options) => {
    const content = Buffer.concat([randomBytes(5_000_000), Buffer.alloc(5_000_000)]);
    expect((await unpack(compressFrameSync(content, options))).content.equals(content)).toBe(true);
  });

  it('is refused when it is none, is cut off, or its blocks build on each other', () => {
    const frame = compressFrameSync(Buffer.alloc(100));
    expect(() => readFrame(Buffer.from('hello, world'))).toThrow(/no lz4 frame/);
    for (let length = 7; length < frame.length; length += 1) {
      expect(() => readFrame(frame.subarray(0, length))).toThrow(/cut off/);
    }
    const linked = Buffer.from(frame);
    linked.writeUInt8(linked.readUInt8(4) & ~0x20, 4);
    expect(() => readFrame(linked)).toThrow(/build on each other/);
  });
});
