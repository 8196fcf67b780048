import { purchaseCancelled, purchaseCompleted, reviewPublished, type Envelope } from '@perennial/contracts';
import * as testing from '@perennial/testing';

import type { RejectionReason } from './chunk-handler.js';
import { Rig, until } from './delivery-rig.fixture.js';
import { murmur2 } from './kafkajs/partitioner.js';
import { listQuarantine } from './list-quarantine.js';
import { writeOutbox } from './outbox.js';
import { ProbeHandler } from './probe-handler.fixture.js';

const { anEvent } = testing;
const reviews = (count: number): Envelope[] =>
  Array.from({ length: count }, (_, n) => anEvent(reviewPublished, { id: `e${n}`, data: { customerId: `c${n % 7}` } }));

describe('delivery', () => {
  let rig: Rig;
  let handler: ProbeHandler;
  beforeEach(() => (handler = new ProbeHandler()));
  afterEach(async () => rig.end());

  it('applies each event once, publishes its answer, and shows lag 0 within 1 s of the publication', async () => {
    rig = await Rig.build(testing, ['commerce.review'], { partitions: 2 });
    const answers = await rig.follow('loyalty.reward-issued');
    await rig.start(handler);
    const events = reviews(300);
    await rig.send(...events, ...events.slice(0, 50));
    await until('all published', () => answers.length >= 300);
    const publishedAt = performance.now();
    await rig.drained();
    expect(performance.now() - publishedAt).toBeLessThan(1_000);
    expect((await rig.effects()).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    expect(new Set(answers.map(({ headers }) => String(headers.ce_id))).size).toBe(300);
    expect(await rig.db.query('select * from outbox')).toEqual([]);
    expect(await rig.metric('loyalty_duplicates_total')).toBe(50);
  });

  it('fetches what comes next while the last chunk of a batch is handled, and handles it after that', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    const fetched: bigint[] = [];
    const eventLog = await rig.watchedEventLog(({ from }) => fetched.push(from));
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const handled: string[][] = [];
    const slow = {
      ...{ forgottenAmong: () => Promise.resolve(new Set<string>()) },
      handle: async (events: readonly Envelope[]) => {
        handled.push(events.map(({ id }) => id));
        await released;
        return { messages: [] };
      },
    };
    await rig.start(slow, { eventLog });
    const [first, second] = [reviews(3), reviews(5).slice(3)];
    await rig.send(...first);
    await until('the first are under way', () => handled.length === 1);
    await rig.send(...second);
    try {
      await until('the second are fetched', () => fetched.includes(3n));
      expect(handled).toEqual([first.map(({ id }) => id)]);
    } finally {
      release();
    }
    await rig.drained();
    expect(handled).toEqual([first, second].map((events) => events.map(({ id }) => id)));
  });

  it('publishes at its start what another process had left, without a warning', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    const answers = await rig.follow('loyalty.reward-issued');
    const left = {
      type: 'loyalty.reward.issued.v1',
      id: 'left',
      time: '2026-01-01T00:00:00Z',
      subject: 'ada',
      data: {},
    };
    await rig.db.transaction((tx) => writeOutbox(tx, [left], '/perennial/probe'));
    // A broker that takes its time: whoever publishes before it is there fails, and says so.
    const eventLog = await rig.eventLog();
    const connect = eventLog.connect.bind(eventLog);
    eventLog.connect = async () => {
      await rig.db.query('select pg_sleep(0.5)');
      await connect();
    };
    await rig.start(handler, { eventLog });
    await until('published', () => answers.length === 1);
    expect(rig.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('hands a chunk over in order of things, whatever the order of arrival', async () => {
    rig = await Rig.build(testing, ['commerce.review', 'commerce.purchase']);
    const times = ['2026-01-03T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00+02:00'];
    await rig.send(...times.map((time) => anEvent(reviewPublished, { id: time, time })));
    await rig.start(handler);
    await rig.drained();
    expect(handler.chunks.map(({ events }) => events.map(({ id }) => id))).toEqual([[times[1], times[2], times[0]]]);
  });

  it('quarantines a second content of one identity with both digests; the first stays', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    await rig.start(handler);
    const first = anEvent(reviewPublished, { id: 'same', data: { rating: 5 } });
    const changed = { ...first, data: { ...first.data, rating: 1 } };
    await rig.send(first, changed, first);
    await rig.drained();
    await rig.send({ ...changed, time: '2026-01-06T00:00:00Z', at: Date.parse('2026-01-06T00:00:00Z') });
    await rig.drained();
    expect(await rig.effects()).toEqual(['same']);
    const refused = await rig.quarantined();
    expect(refused.map(({ reason, record_offset }) => [reason, record_offset])).toEqual([
      ['ID_REUSED', 1n],
      ['ID_REUSED', 3n],
    ]);
    expect(refused[0]?.detail).toMatch(/digest [0-9a-f-]{36}.*digest [0-9a-f-]{36}/);
    expect(await rig.metric('loyalty_duplicates_total')).toBe(1);
  });

  it('gives a repeated business fact no effect when its data are equal, and quarantines it when not', async () => {
    rig = await Rig.build(testing, ['commerce.review', 'commerce.purchase']);
    await rig.start(handler);
    const order = anEvent(purchaseCompleted, { id: 'a', data: { orderId: 'o-1' } });
    const review = anEvent(reviewPublished, { id: 'r', data: { reviewId: 'r-1', rating: 4 } });
    const cancelled = anEvent(purchaseCancelled, { id: 'x', data: { orderId: 'o-1' } });
    const later = '2026-01-09T00:00:00Z';
    await rig.send(
      order,
      { ...order, id: 'b', source: '/another/shop', time: later, at: Date.parse(later) },
      { ...order, id: 'c', data: { ...order.data, totalMinor: order.data.totalMinor + 1 } },
      cancelled,
      anEvent(purchaseCancelled, { id: 'y', data: { orderId: 'o-1', customerId: 'somebody-else' } }),
      review,
      { ...review, id: 's', data: { ...review.data, rating: 2 } },
    );
    await rig.drained();
    expect((await rig.effects()).toSorted()).toEqual(['a', 'r', 'x']);
    expect((await rig.quarantined()).map(({ reason, event_id }) => [reason, event_id])).toEqual([
      ['DUPLICATE_ORDER', 'c'],
      ['DUPLICATE_ORDER', 'y'],
      ['ID_REUSED', 's'],
    ]);
  });

  it('lets a corrected event take identity and business key of one the handler refused', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    handler.reject = (event) =>
      (event.data as { rating: number }).rating === 1
        ? { reason: 'CUSTOMER_MISMATCH' satisfies RejectionReason, detail: 'not theirs' }
        : undefined;
    const wrong = anEvent(reviewPublished, { id: 'x', data: { reviewId: 'r-1', rating: 1 } });
    const right = { ...wrong, data: { ...wrong.data, rating: 3 } };
    await rig.send(wrong, wrong, right, right);
    await rig.start(handler);
    await rig.drained();
    expect(await rig.effects()).toEqual(['x']);
    expect((await rig.quarantined()).map(({ reason, record_offset }) => [reason, record_offset])).toEqual([
      ['CUSTOMER_MISMATCH', 0n],
      ['CUSTOMER_MISMATCH', 1n],
    ]);
    expect(await rig.db.query('select record_offset from inbox')).toEqual([{ record_offset: 2n }]);
  });

  it('keeps what was refused: a row to list, and a copy with the original key, bytes and headers', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    const copies = await rig.follow('loyalty.quarantine');
    const bytes = Buffer.from([0xff, 0x00, 0x7b]);
    const large = Buffer.alloc(1_048_577, 'x');
    await rig.sendRaw(
      {
        topic: 'commerce.review',
        key: 'k-1',
        value: bytes,
        headers: { trace: ['a', 'b'], odd: Buffer.from([0, 255]) },
      },
      { topic: 'commerce.review', key: null, value: null },
      { topic: 'commerce.review', key: 'k-3', value: large },
    );
    await rig.send(...reviews(1));
    await rig.start(handler);
    await rig.drained();
    expect(await rig.effects()).toEqual(['e0']);
    const page = await listQuarantine(rig.db, { limit: 2 });
    expect(page.items).toMatchObject([
      { reason: 'TOO_LARGE', offset: 2 },
      { reason: 'NOT_A_CLOUDEVENT', offset: 1, key: null },
    ]);
    const last = await listQuarantine(rig.db, { limit: 2, cursor: page.nextCursor ?? '' });
    expect(last).toMatchObject({
      items: [
        {
          reason: 'NOT_JSON',
          topic: 'commerce.review',
          partition: 0,
          offset: 0,
          key: 'k-1',
          at: '2026-02-01T00:00:00.000Z',
        },
      ],
      nextCursor: null,
    });
    expect((await listQuarantine(rig.db, { reason: 'NOT_JSON' })).items).toHaveLength(1);
    await until('three copies', () => copies.length === 3);
    const copy = copies.find(({ headers }) => String(headers['__connect.errors.offset']) === '0');
    expect(copy?.key?.toString()).toBe('k-1');
    expect(copy?.value).toEqual(bytes);
    expect(copy?.headers.trace).toEqual([Buffer.from('a'), Buffer.from('b')]);
    expect(copy?.headers.odd).toEqual(Buffer.from([0, 255]));
    expect(String(copy?.headers.perennial_reason)).toBe('NOT_JSON');
    expect(String(copy?.headers.perennial_service)).toBe('probe');
    expect(String(copy?.headers['__connect.errors.topic'])).toBe(`${rig.topicPrefix}commerce.review`);
    const excerpt = copies.find(({ headers }) => String(headers.perennial_reason) === 'TOO_LARGE');
    expect(excerpt?.value?.length).toBe(65_536);
  });

  it('does not keep the data of an erased subject', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    const copies = await rig.follow('loyalty.quarantine');
    handler.reject = () => ({ reason: 'SUBJECT_ERASED', detail: 'erased' });
    await rig.send(...reviews(1));
    await rig.start(handler);
    await rig.drained();
    expect(await rig.db.query('select value, length(value_digest) as digest from quarantine')).toEqual([
      { value: null, digest: 32 },
    ]);
    await until('the copy', () => copies.length === 1);
    expect(copies[0]?.value).toBeNull();
    expect(String(copies[0]?.headers.perennial_value_sha256)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('finds the one event among 300 that only the database refuses; the others are applied', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    handler.number = (event) => (event.id === 'e123' ? 70_000 : 1);
    await rig.send(...reviews(300));
    await rig.start(handler);
    await rig.drained();
    expect(await rig.effects()).toHaveLength(299);
    expect(await rig.quarantined()).toMatchObject([
      { reason: 'DATABASE_REFUSED', event_id: 'e123', record_offset: 123n },
    ]);
    expect(handler.chunks.length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(300)));
    expect(await rig.db.query('select count(*) from inbox')).toEqual([{ count: 299n }]);
  });

  describe('of twelve partitions', () => {
    const events = Array.from({ length: 300 }, (_, n) =>
      anEvent(reviewPublished, { id: `e${n}`, data: { customerId: `c${n % 100}` } }),
    );
    const ids = events.map(({ id }) => id);
    /** Everything is there and fetched before the first chunk ends. */
    const applyTogether = async (before: ProbeHandler['before'] = () => {}) => {
      await rig.send(...events);
      const fetched = new Set<number>();
      const eventLog = await rig.watchedEventLog(({ partition }) => fetched.add(partition));
      let release = (): void => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      handler.before = async (...given) => {
        await released;
        await before(...given);
      };
      const delivery = await rig.start(handler, {
        eventLog,
        limits: { chunksAtOnce: 1 },
        timing: { offsetCommitMs: 20 },
      });
      try {
        await until('all are fetched', () => fetched.size === 12);
      } finally {
        release();
      }
      return delivery;
    };
    beforeEach(async () => (rig = await Rig.build(testing, ['commerce.review'], { partitions: 12 })));

    it('handles together what waits, and commits no offset of any before its messages are published', async () => {
      await rig.db.query(
        `update outbox_lease set owner = 'dead', leased_until = clock_timestamp() + interval '1 hour'`,
      );
      await applyTogether();
      await until('applied', async () => (await rig.effects()).length === 300);
      expect((await rig.effects()).toSorted()).toEqual(ids.toSorted());
      expect(handler.chunks.length).toBeLessThanOrEqual(3);
      // Offsets are committed every 20 ms: of several rounds none commits one.
      for (let look = 0; look < 5; look += 1) {
        const held = await rig.lag();
        expect(held).toHaveLength(12);
        expect(held.reduce((sum, { lag }) => sum + lag, 0n)).toBe(300n);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const places = await rig.db.query<{ places: number }>(
        'select count(distinct (partition, record_offset))::int4 as places from inbox',
      );
      expect(places).toEqual([{ places: 300 }]);
      await rig.db.query(`update outbox_lease set leased_until = '-infinity'`);
      await rig.drained();
    });

    it('has the client wait with fetching more while as much is planned as a chunk may have bytes', async () => {
      // One event in each partition, so that what was planned of it last is all of it.
      const partitionOf = ({ data }: Envelope) =>
        (murmur2(Buffer.from((data as { customerId: string }).customerId)) & 0x7fffffff) % 12;
      const ones = [...new Map(events.map((event) => [partitionOf(event), event])).values()];
      await rig.send(...ones);
      const open = new Set<number>();
      const eventLog = await rig.watchedEventLog(
        ({ partition }) => open.add(partition),
        ({ partition }) => open.delete(partition),
      );
      let release = (): void => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      handler.before = () => released;
      await rig.start(handler, { eventLog, limits: { chunkBytes: 1 } });
      try {
        await until('three are handled', () => handler.chunks.length === 3);
        await until('the client waits for all but the first', () => open.size === 11);
      } finally {
        release();
      }
      await rig.drained();
      expect((await rig.effects()).toSorted()).toEqual(ones.map(({ id }) => id).toSorted());
      expect(open.size).toBe(0);
    });

    it('finds the one event that only the database refuses; the others are applied, and no partition is halted', async () => {
      handler.number = (event) => (event.id === 'e123' ? 70_000 : 1);
      const delivery = await applyTogether();
      await rig.drained();
      expect((await rig.effects()).toSorted()).toEqual(ids.filter((id) => id !== 'e123').toSorted());
      expect(await rig.quarantined()).toMatchObject([{ reason: 'DATABASE_REFUSED', event_id: 'e123' }]);
      expect(delivery.status().halted).toEqual([]);
    });

    it('halts only the one with an event at which the handler makes a mistake', async () => {
      const delivery = await applyTogether((given) => {
        if (given.some(({ id }) => id === 'e123')) throw new TypeError('a mistake');
      });
      await until('halted', () => delivery.status().halted.length === 1);
      await until('the others have no lag', async () => (await rig.lag()).filter(({ lag }) => lag > 0n).length === 1);
      const [left] = (await rig.lag()).filter(({ lag }) => lag > 0n);
      expect(delivery.status().halted).toMatchObject([{ partition: left?.partition, reason: 'UNEXPECTED_ERROR' }]);
      expect(await rig.effects()).toHaveLength(300 - Number(left?.lag));
      expect(await rig.quarantined()).toEqual([]);
    });
  });

  it('halts a partition at an unexpected error, sets nothing aside, and goes on with the others', async () => {
    rig = await Rig.build(testing, ['commerce.review', 'commerce.purchase']);
    handler.before = (events) => {
      if (events.some(({ type }) => type === reviewPublished.type)) throw new TypeError('a mistake');
    };
    const delivery = await rig.start(handler, { timing: { brokerCheckMs: 100 } });
    await rig.send(...reviews(3));
    await until('halted', () => delivery.status().halted.length === 1);
    await until('what waits is known', () => delivery.status().lag === 3n);
    expect(delivery.status().movingLag).toBe(0n);
    await rig.send(anEvent(purchaseCompleted, { id: 'order' }));
    await until('the purchase', async () => (await rig.effects()).includes('order'));
    expect(delivery.status().halted).toMatchObject([
      { topic: 'commerce.review', partition: 0, reason: 'UNEXPECTED_ERROR', detail: 'a mistake' },
    ]);
    expect(await rig.quarantined()).toEqual([]);
    expect(rig.lines.some(({ level, message }) => level === 'error' && message.includes('halted'))).toBe(true);
    await delivery.stop();
    handler.before = () => {};
    await rig.start(handler);
    await until('the reviews after the repair', async () => (await rig.effects()).length === 4);
  });

  it('publishes the same bytes for the same event in any run', async () => {
    rig = await Rig.build(testing, ['commerce.review']);
    const answers = await rig.follow('loyalty.reward-issued');
    await rig.send(...reviews(20));
    const delivery = await rig.start(handler);
    await until('published', () => answers.length === 20);
    await rig.drained();
    await delivery.stop();
    // As after the restore of an older backup.
    await rig.db.query('delete from inbox');
    await rig.db.query('delete from effects');
    await rig.db.query('update consumer_watermark set next_offset = 5, last_offset = null, last_digest = null');
    await rig.start(handler);
    await until('published again', () => answers.length === 35);
    const bytes = answers.map(({ key, value, headers }) => JSON.stringify([key, value, headers]));
    expect(new Set(bytes.slice(0, 20)).size).toBe(20);
    expect(bytes.slice(20).filter((copy) => !bytes.slice(0, 20).includes(copy))).toEqual([]);
  });
});
