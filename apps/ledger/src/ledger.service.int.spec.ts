import {
  pointsClawedBack,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { anEvent, ServiceOnKafka, until } from '@perennial/testing';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { LedgerRig } from './ledger-rig.fixture.js';
import { ledgerService } from './ledger.service.js';
import { verifyLedger } from './store/queries/verify-ledger.js';

describe('the ledger service on Kafka', () => {
  let rig: LedgerRig;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    rig = await LedgerRig.start();
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerService.topics,
      publishes: [rewardIssued.topic, pointsClawedBack.topic],
      databaseUrl: rig.database.url,
      handler: () => new LedgerChunkHandler(rig.programmes),
      clock: () => new Date('2027-06-01T00:00:00Z'),
    });
  });
  afterAll(async () => {
    await service?.end();
    await rig?.stop();
  });

  it('pays 40 members once each for purchase, review and referral, though every event comes twice, to any partition, to two instances', async () => {
    const members = Array.from({ length: 40 }, (_, index) => `m-${index}`);
    const events: Envelope[] = members.flatMap((customerId, index) => [
      anEvent(purchaseCompleted, {
        time: '2027-02-02T10:00:00Z',
        data: { orderId: `o-${index}`, customerId, totalMinor: 2500, lines: undefined },
      }),
      anEvent(reviewPublished, { time: '2027-02-03T10:00:00Z', data: { customerId, sku: 'ring' } }),
      anEvent(returnCompleted, {
        time: '2027-02-04T10:00:00Z',
        data: { orderId: `o-${index}`, customerId, amountMinor: 1, lines: undefined },
      }),
      anEvent(referralCreated, {
        time: '2027-02-01T10:00:00Z',
        data: { referrerId: 'referrer', refereeId: customerId },
      }),
    ]);
    await service.send(events.toReversed());
    await service.send(events, 1);
    await service.settled();
    const { published } = service;
    const idsRead = () => new Set(published.map(({ headers }) => String(headers['ce_id']))).size;
    const [row] = await rig.db.query<{ transfers: bigint }>('select count(*) as transfers from transfer');
    await until('everything published is read', () => BigInt(idsRead()) >= (row?.transfers ?? 0n));

    const expected = Object.fromEntries(members.map((customerId) => [customerId, 2n + 5n + 20n]));
    for (const [customerId, points] of Object.entries({ ...expected, referrer: 40n * 50n })) {
      expect([customerId, (await rig.wallet(customerId))?.balance.available]).toEqual([customerId, points]);
    }
    expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
    expect(await rig.db.query('select reason from quarantine')).toEqual([]);

    // Copies are the same to the byte; every transfer has its message; a member's messages first appear in order.
    const firsts = new Map<string, (typeof published)[number]>();
    for (const record of published) {
      const id = String(record.headers['ce_id']);
      const first = firsts.get(id);
      if (first) expect(String(record.value)).toBe(String(first.value));
      else firsts.set(id, record);
    }
    const transfers = await rig.db.query<{ transfer_id: string }>('select transfer_id from transfer');
    expect([...firsts.keys()].sort()).toEqual(transfers.map(({ transfer_id }) => transfer_id).sort());
    const sequences = new Map<string, number[]>();
    for (const { topic, key, value } of firsts.values()) {
      const declaration = topic === rewardIssued.topic ? rewardIssued : pointsClawedBack;
      const { memberSequence = 0 } = declaration.data.parse(JSON.parse(String(value)));
      const name = `${topic} ${String(key)}`;
      sequences.set(name, [...(sequences.get(name) ?? []), memberSequence]);
    }
    for (const numbers of sequences.values()) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});
