import {
  customerErased,
  partnerAccrued,
  pointsClawedBack,
  purchaseCompleted,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { checkInvariants, connectProducer } from '@perennial/messaging';
import { anEvent, ServiceOnKafka } from '@perennial/testing';

import { LedgerChunkHandler } from '../handlers/chunk.handler.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { ledgerTopics } from '../topics.js';
import { ledgerInvariants } from './ledger-invariants.js';

const time = '2027-02-02T10:00:00Z';
const bought = (customerId: string, orderId: string): Envelope =>
  anEvent(purchaseCompleted, {
    time,
    data: { customerId, orderId, totalMinor: 10_000, currency: 'GBP', lines: undefined, partnerId: 'cinema' },
  });

describe('the invariants of the ledger', () => {
  let rig: LedgerRig;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    rig = await LedgerRig.start('travel-club');
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerTopics,
      publishes: [rewardIssued.topic, pointsClawedBack.topic],
      databaseUrl: rig.database.url,
      handler: () => new LedgerChunkHandler(rig.programmes),
      clock: () => rig.now,
      instances: 1,
    });
    await service.send([
      ...['ada', 'ben', 'cem'].map((customerId) =>
        anEvent(partnerAccrued, {
          time,
          data: { partnerId: 'fuel', customerId, externalId: `x-${customerId}`, currency: 'GBP', amountMinor: 10_000 },
        }),
      ),
      bought('ada', 'o-1'),
    ]);
    await service.settled();
    await service.send([anEvent(customerErased, { time, data: { customerId: 'cem' } })]);
    await service.settled();
  });
  afterAll(async () => {
    await service?.end();
    await rig?.stop();
  });

  async function violations(): Promise<string[]> {
    const results = await checkInvariants(
      await ledgerInvariants({ db: rig.db, keys: new Map(), cluster: service.cluster }),
    );
    return results.filter(({ holds }) => !holds).map(({ id, violation }) => `${id}: ${violation}`);
  }

  it('hold after accruals, a purchase and an erasure, and are all of those that rest on rows and topics', async () => {
    const invariants = await ledgerInvariants({ db: rig.db, keys: new Map(), cluster: service.cluster });
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 16, 17, 18].map((number) => `I${number}`);
    expect([...new Set(invariants.map(({ id }) => id))].toSorted()).toEqual(numbers.toSorted());
    expect(await violations()).toEqual([]);
  });

  it.each([
    [
      'the stored tier',
      'I3',
      `update balance set state = jsonb_set(state, '{tier,held}', '"gold"')`,
      /tier is stored as gold/,
    ],
    [
      'the tier last told of',
      'I3',
      `update balance set tier = 'gold'`,
      /the tier last told of is stored as gold; its facts come to/,
    ],
    [
      'the dates of a lot',
      'I3',
      `update lot set expires_at = expires_at + interval '1 year', available_at = available_at + interval '1 day' where points > 0`,
      /lots is stored as/,
    ],
    [
      'the sums of a member',
      'I3',
      `update balance set earned = earned + 1, adjusted = adjusted - 1`,
      /totals is stored as/,
    ],
    [
      'what a walk has found',
      'I3',
      `insert into mismatch select account, 'tier', now(), bucket, 'gold', 'silver', now(), null from balance limit 1`,
      /tier is stored as gold/,
    ],
    ['a fact', 'I3', `delete from fact where type like '%accrued%'`, /its facts come to/],
    ['a wallet', 'I4', `update balance set available = available + 1, earned = earned + 1`, /its transfers sum to/],
    ['the counters', 'I12', `update balance set transfers = transfers + 1`, /counted are/],
    [
      'who has a number on a topic',
      'I8',
      `update transfer set member_sequence = null where kind = 'accrual'`,
      /nothing was booked for it/,
    ],
    [
      'who was forgotten',
      'I13',
      `insert into member values ('cem', gen_random_uuid(), 0)`,
      /names a customer who was forgotten/,
    ],
    [
      'what a refused record said',
      'I13',
      `insert into quarantine (topic, partition, record_offset, reason, detail, value, headers, at) values ('t', 0, 0, 'SUBJECT_ERASED', '', '\\x00', '[]', now())`,
      /keeps what it was refused for/,
    ],
    ['the order of a booking', 'I16', `update transfer set position = position + 1`, /transfer/],
  ])('see that somebody changed %s (%s)', async (_title, id, damage, message) => {
    const [, table = ''] = /^(?:update|delete from|insert into) (\w+)/.exec(damage) ?? [];
    await rig.owner.query(`create table saved as table ${table}`);
    // Past triggers and rights: whoever owns the server can do this.
    await rig.owner.query('set session_replication_role = replica');
    try {
      await rig.owner.query(damage);
      expect(await violations()).toContainEqual(expect.stringMatching(new RegExp(`^${id}: .*${message.source}`)));
    } finally {
      await rig.owner.query(`delete from ${table}`);
      await rig.owner.query(`insert into ${table} overriding system value select * from saved`);
      await rig.owner.query('drop table saved');
      await rig.owner.query('set session_replication_role = origin');
    }
    expect(await violations()).toEqual([]);
  });

  it('see a message that was published twice in two versions, out of its order, and without a booking', async () => {
    const [first] = service.published;
    const { brokers, topicPrefix } = service.cluster;
    const producer = await connectProducer({ brokers, topicPrefix });
    const { topic, key, value, headers } = first!;
    const text = (of: typeof headers) =>
      Object.fromEntries(Object.entries(of).map(([name, each]) => [name, String(each)]));
    const copy = { topic, key: String(key), headers: text(headers) };
    await producer.send([{ ...copy, value: Buffer.from(String(value).replace('"points":', '"points":1')) }]);
    const other = { ...text(headers), ce_id: '00000000-0000-4000-8000-000000000000' };
    await producer.send([
      {
        ...copy,
        headers: other,
        value: Buffer.from(String(value).replace(/"memberSequence":\d+/, '"memberSequence":9')),
      },
    ]);
    await producer.disconnect();
    expect(await violations()).toEqual([
      expect.stringMatching(/^I8: message 00000000-.* was published, and nothing was booked for it/),
      expect.stringMatching(/^I9: message .* differs from its first copy/),
      expect.stringMatching(/^I9: .*: number 9 follows [12]$/),
    ]);
  });
});
