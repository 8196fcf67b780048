import { reviewPublished } from '@perennial/contracts';
import * as testing from '@perennial/testing';
import { CompressionTypes } from 'kafkajs';

import { Rig, until } from './delivery-rig.fixture.js';
import { ProbeHandler } from './probe-handler.fixture.js';

const TOPIC = 'commerce.review';

describe('quarantine', () => {
  let rig: Rig;
  afterEach(async () => rig.end());

  it('publishes a copy without the headers of a record that only compression brought in, and what comes after it', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const copies = await rig.follow('loyalty.quarantine');
    const producer = rig.kafka().producer();
    await producer.connect();
    // Above what the topic of the copies takes, and a few kilobytes when compressed.
    const headers = { trace: Buffer.alloc(6 * 1_048_576) };
    const messages = [{ key: 'k', value: 'no JSON', headers }];
    await producer.send({ topic: rig.topicPrefix + TOPIC, compression: CompressionTypes.GZIP, messages });
    await producer.disconnect();
    await rig.start(new ProbeHandler());
    await rig.send(testing.anEvent(reviewPublished, { id: 'after' }));
    await rig.drained();
    expect(await rig.effects()).toEqual(['after']);
    await until('the copy', () => copies.length === 1);
    expect(copies[0]).toMatchObject({ key: Buffer.from('k'), value: Buffer.from('no JSON') });
    expect(Object.keys(copies[0]?.headers ?? {})).not.toContain('trace');
    expect(String(copies[0]?.headers.perennial_headers_bytes)).toBe(String(6 * 1_048_576 + 15));
  });
});
