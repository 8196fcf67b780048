import { reviewPublished } from '@perennial/contracts';
import * as testing from '@perennial/testing';

import { Rig } from '../delivery-rig.fixture.js';
import { ProbeHandler } from '../probe-handler.fixture.js';
import { checkInvariants } from './invariant.js';
import { deliveryInvariants } from './delivery-invariants.js';

const TOPIC = 'commerce.review';

describe('the invariants of delivery', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.build(testing, [TOPIC], { partitions: 2 });
    await rig.start(new ProbeHandler());
    const first = testing.anEvent(reviewPublished, { id: 'first' });
    await rig.send(first, first, testing.anEvent(reviewPublished, { id: 'second' }));
    await rig.sendRaw({ topic: TOPIC, key: 'k', value: Buffer.from('no JSON'), headers: {} });
    await rig.drained();
  });
  afterAll(() => rig?.end());

  /** Those that do not hold: number and what is wrong. */
  async function violations(): Promise<string[]> {
    const { db, brokers, topicPrefix } = rig;
    const invariants = deliveryInvariants({ db, cluster: { brokers, topicPrefix }, topics: [TOPIC] });
    const results = await checkInvariants(invariants);
    return results.filter(({ holds }) => !holds).map(({ id, violation }) => `${id}: ${violation}`);
  }

  it('hold after events, repeats and what is no event', async () => {
    expect(await violations()).toEqual([]);
  });

  it.each([
    ['an accepted event is not in the inbox', `delete from inbox where ctid = (select min(ctid) from inbox)`],
    ['a refused record is not in the quarantine', `delete from quarantine`],
  ])('name the record when %s', async (_title, damage) => {
    const found = await rig.db.transaction(async (tx) => {
      const saved = await Promise.all([tx.query('select * from inbox'), tx.query('select * from quarantine')]);
      await tx.query(damage);
      return saved;
    });
    expect(await violations()).toEqual([
      expect.stringMatching(/^I7: the record at commerce\.review\/[01]\/\d+ was consumed/),
    ]);
    await restore('inbox', found[0]);
    await restore('quarantine', found[1]);
    expect(await violations()).toEqual([]);
  });

  it('name a partition that is applied beyond its end', async () => {
    await rig.db.query('update consumer_watermark set next_offset = next_offset + 1000 where partition = 0');
    expect(await violations()).toEqual([expect.stringMatching(/^I17: commerce\.review\/0 is applied up to 10/)]);
    await rig.db.query('update consumer_watermark set next_offset = next_offset - 1000 where partition = 0');
  });

  it('name a message that nobody publishes', async () => {
    // No instance ever holds a lease of this shard.
    const shard = 99;
    await rig.db.query(
      `insert into outbox (shard, message_count, messages, created_at)
       values ($1, 1, '\\x01', clock_timestamp() - interval '61 seconds')`,
      [shard],
    );
    expect(await violations()).toEqual([expect.stringMatching(/^I18: row \d+ of the outbox \(shard 99\) has waited/)]);
  });

  async function restore(table: 'inbox' | 'quarantine', rows: readonly unknown[]): Promise<void> {
    const owner = await rig.ownerPool();
    await owner.query(`delete from ${table}`);
    // As text, which every column can be made of again.
    const json = JSON.stringify(rows, (_key, value: unknown) => asColumn(value));
    await owner.query(
      `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1)`,
      [json],
    );
  }
});

function asColumn(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const { type, data } = (value ?? {}) as { readonly type?: unknown; readonly data?: number[] };
  return type === 'Buffer' && data ? `\\x${Buffer.from(data).toString('hex')}` : value;
}
