import { decode, payloadDigest, purchaseCompleted, returnCompleted, type Envelope } from '@perennial/contracts';
import * as testing from '@perennial/testing';

import { Rig, until } from './delivery-rig.fixture.js';
import { listParked } from './list-parked.js';
import { OrdersHandler, ordersTable } from './orders-handler.fixture.js';
import type { TopicRecord } from './read-topic.js';

const { anEvent } = testing;
const TOPICS = ['commerce.purchase', 'commerce.return'];

const bought = (orderId: string, customerId = 'ada') => anEvent(purchaseCompleted, { data: { orderId, customerId } });
const returned = (orderId: string, customerId: string | undefined = 'ada', id?: string) =>
  anEvent(returnCompleted, { data: { orderId, customerId, lines: undefined }, ...(id === undefined ? {} : { id }) });

describe('parked events', () => {
  let rig: Rig;
  let handler: OrdersHandler;
  beforeEach(() => (handler = new OrdersHandler()));
  afterEach(async () => rig.end());

  const build = (partitions = 1) => Rig.build(testing, TOPICS, { partitions, tables: [ordersTable] });
  const usedReturns = async () =>
    (await rig.db.query<{ return_id: string }>('select return_id from used_return order by 1')).map((r) => r.return_id);
  const waiting = async () => (await listParked(rig.db)).items.map(({ id }) => id);
  const parkedCount = async () =>
    Number((await rig.db.query<{ n: bigint }>('select count(*) n from parked_event'))[0]?.n);

  it('are accepted: they wait, are listed and counted, and hold identity and business key', async () => {
    rig = await build();
    await rig.start(handler);
    const early = returned('o-1', 'ada', 'early');
    await rig.send(early, returned('o-2', 'ada', 'other'));
    await rig.drained();
    expect(await listParked(rig.db, { waitsFor: 'order:o-1' })).toEqual({
      items: [
        {
          id: 'early',
          source: early.source,
          type: returnCompleted.type,
          waitsFor: 'order:o-1',
          topic: 'commerce.return',
          partition: 0,
          offset: 0,
          since: '2026-02-01T00:00:00.000Z',
        },
      ],
      nextCursor: null,
    });
    const newest = await listParked(rig.db, { limit: 1 });
    expect(newest.items).toMatchObject([{ id: 'other' }]);
    const older = await listParked(rig.db, { limit: 1, cursor: newest.nextCursor ?? '' });
    expect([older.items.map(({ id }) => id), older.nextCursor]).toEqual([['early'], null]);
    expect(await rig.metric('loyalty_parked_events')).toBe(2);

    await rig.send(early, { ...early, id: 'again' }, { ...early, data: { ...early.data, amountMinor: 1 } });
    await rig.send({ ...early, id: 'rival', data: { ...early.data, amountMinor: 1 } });
    await rig.drained();
    expect(await rig.metric('loyalty_duplicates_total')).toBe(2);
    expect((await rig.quarantined()).map(({ reason, event_id }) => [reason, event_id])).toEqual([
      ['ID_REUSED', 'early'],
      ['ID_REUSED', 'rival'],
    ]);
  });

  it('come back whole to whoever names what they wait for: trace attributes, digests, and unknown fields in these', async () => {
    rig = await build();
    const answers = await rig.follow('loyalty.reward-issued');
    const delivery = await rig.start(handler);
    const early = { ...returned('o-1'), traceparent: '00-1-2-01', correlationid: 'c', causationid: 'x', time: TIME };
    const withMore = { ...early, data: { ...early.data, unknownField: ['ü', 1.5] } } as Envelope;
    const later = { ...returned('o-1'), time: '2026-01-04T00:00:00Z' };
    await rig.send(later);
    await rig.send(withMore);
    await rig.drained();
    await delivery.stop();

    // A handler of its own: the first has been shown the one return already if the other came in a later batch.
    const next = new OrdersHandler();
    await rig.start(next);
    await rig.send(bought('o-1'));
    await rig.drained();
    expect(next.loaded.map(({ waitsFor, since }) => [waitsFor, since])).toEqual(
      Array(2).fill(['order:o-1', new Date('2026-02-01T00:00:00Z')]),
    );
    // In order of things, whatever the order they were parked in.
    expect(next.loaded.map(({ event }) => event)).toMatchObject([{ id: early.id }, { id: later.id }]);
    const record = rig.encode(withMore);
    const arrived = decode(record, { now: new Date('2026-02-01T00:00:00Z') });
    const [loaded] = next.loaded;
    if (!arrived.ok || !loaded) throw new Error('both are there');
    expect(loaded.event).toEqual(arrived.event);
    expect(payloadDigest(loaded.event)).toBe(payloadDigest(arrived.event));
    expect(payloadDigest({ ...loaded.event })).not.toBe(payloadDigest(arrived.event));

    expect(await waiting()).toEqual([]);
    expect(await usedReturns()).toHaveLength(2);
    await until('both answers', () => answers.length === 2);
    expect(answers.find(({ headers }) => String(headers.ce_causationid) === early.id)?.headers).toMatchObject({
      ce_traceparent: Buffer.from('00-1-2-01'),
      ce_correlationid: Buffer.from('c'),
    });
  });

  it('that contradict what they waited for are set aside as on arrival: same copy, own place; their keys are free', async () => {
    rig = await build(2);
    const copies = await rig.follow('loyalty.quarantine');
    await rig.start(handler);
    const wrong = returned('o-1', 'ben', 'wrong');
    const headers = { trace: ['a', Buffer.from([0, 255]), 'b'], 'content-type': 'x', é: 'ü', empty: '' };
    const raw = { ...rig.encode(wrong), key: 'a key of its own', headers, partition: 1 };
    await rig.send(returned('o-1', 'ada', 'right'));
    await rig.sendRaw({ ...raw, value: Buffer.concat([Buffer.from(' \n'), raw.value ?? Buffer.alloc(0)]) });
    await rig.drained();
    expect(await waiting()).toHaveLength(2);

    await rig.send(bought('o-1'));
    await rig.drained();
    await until('the copy', () => copies.length === 1);
    expect(await waiting()).toEqual([]);
    const [row] = await rig.db.query('select * from quarantine');
    expect(row).toMatchObject({
      topic: 'commerce.return',
      partition: 1,
      record_offset: 1n,
      reason: 'CUSTOMER_MISMATCH',
      event_id: 'wrong',
      source: wrong.source,
      at: new Date('2026-02-01T00:00:00Z'),
    });
    expect(await rig.metric('loyalty_dlq_records_total')).toBe(1);

    // The same record once more: its identity is free, so it gets as far as the handler, which refuses it at once.
    await rig.sendRaw({ ...raw, value: Buffer.concat([Buffer.from(' \n'), raw.value ?? Buffer.alloc(0)]) });
    await rig.drained();
    await until('the second copy', () => copies.length === 2);
    const [later, direct] = copies;
    expect(bytesOf(later)).toEqual(bytesOf(direct));
    expect(copies.map((copy) => String(copy.headers['__connect.errors.offset']))).toEqual(['1', '2']);
    const [first, second] = await rig.db.query('select key, value, value_digest, headers, detail from quarantine');
    expect(first).toEqual(second);

    await rig.send({ ...wrong, subject: 'ada', data: { ...wrong.data, customerId: 'ada' } });
    await rig.drained();
    expect((await usedReturns()).toSorted()).toContain(wrong.data.returnId);
    expect(await rig.db.query(`select count(*) from inbox where topic = 'commerce.return'`)).toEqual([{ count: 2n }]);
  });

  it('never stay parked when purchase and return are produced at one moment to two instances, 1,000 times', async () => {
    rig = await build();
    const other = new OrdersHandler();
    const limits = { chunkEvents: 20 };
    // Each has one of the topics, so every pair but the first 50 is a race of two processes.
    await rig.start(other, {
      limits,
      service: 'probe-returns',
      topics: ['commerce.return'],
      db: await rig.anotherPool(),
    });
    const orders = Array.from({ length: 1_000 }, (_, n) => `o-${n}`);
    for (let from = 0; from < orders.length; from += 50) {
      const some = orders.slice(from, from + 50);
      await Promise.all([
        rig.send(...some.map((orderId) => bought(orderId))),
        rig.send(...some.toReversed().map((orderId) => returned(orderId, undefined))),
      ]);
      // Nobody reads purchases until the first returns wait; then both readers stand at the same pair.
      if (from > 0) continue;
      await until('the first returns wait', async () => (await parkedCount()) === 50);
      await rig.start(handler, { limits, topics: ['commerce.purchase'] });
      await until('they are used', async () => (await usedReturns()).length === 50);
    }
    await until('every return is used', async () => (await usedReturns()).length >= 1_000, 60_000);
    expect(await waiting()).toEqual([]);
    expect(new Set(await usedReturns()).size).toBe(1_000);
    expect(await rig.quarantined()).toEqual([]);
    expect(rig.fatals).toEqual([]);
    // Some more had to wait, or there was no race.
    expect(handler.loaded.length).toBeGreaterThan(50);
  }, 120_000);

  it.each([
    ['parks an event it was not given', { parked: [{ event: bought('x'), waitsFor: 'order:x' }] }, /parked event/],
    ['releases an event that does not wait', { released: [aParked(returned('x'))] }, /which does not wait/],
    ['rejects an event that neither waits nor came', { rejected: [rejection(returned('x'))] }, /rejected event/],
  ])('halt the partition, with nothing written, when the handler %s', async (_title, mistake, detail) => {
    rig = await build();
    handler.spoil = (result) => ({ ...result, ...mistake });
    const delivery = await rig.start(handler);
    await rig.send(bought('o-1'));
    await until('halted', () => delivery.status().halted.length === 1);
    expect(delivery.status().halted).toMatchObject([
      { reason: 'UNEXPECTED_ERROR', detail: expect.stringMatching(detail) },
    ]);
    expect(await rig.db.query('select * from shop_order')).toEqual([]);
  });
});

const TIME = '2026-01-03T12:00:00.000+02:00';

function aParked(event: Envelope) {
  return { waitsFor: 'order:x', event, since: new Date() };
}

function rejection(event: Envelope) {
  return { event, reason: 'CUSTOMER_MISMATCH' as const, detail: 'no' };
}

/** A copy but for the offset of the record it is of. */
function bytesOf(copy: TopicRecord | undefined): string {
  const { '__connect.errors.offset': _, ...headers } = copy?.headers ?? {};
  return JSON.stringify([copy?.key, copy?.value, headers]);
}
