import { pointsActivated, purchaseDelivered, rewardIssued, type Envelope } from '@perennial/contracts';
import { anEvent, ServiceOnKafka, until } from '@perennial/testing';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { bought, someone } from './handlers/happenings.fixture.js';
import { LedgerRig, NOW } from './ledger-rig.fixture.js';
import { ledgerService } from './ledger.service.js';

const PAID = '2027-05-25T10:00:00.000Z';
const DELIVERED = '2027-05-28T10:00:00.000Z';
/** After the present. */
const DUE = '2027-06-08T10:00:00.000Z';

describe('deliveries on Kafka, with two instances', () => {
  let rig: LedgerRig;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    rig = await LedgerRig.start('travel-club-on-delivery');
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerService.topics,
      publishes: [rewardIssued.topic, pointsActivated.topic],
      databaseUrl: rig.database.url,
      handler: () => new LedgerChunkHandler(rig.programmes),
      clock: () => new Date(NOW),
      instances: 2,
    });
  });
  afterAll(async () => {
    await service?.end();
    await rig?.stop();
  });

  const order = (customerId: string, orderId: string) =>
    bought(customerId, 2_000, PAID, { orderId, currency: 'GBP', partnerId: 'fuel' });
  const delivered = (orderId: string, customerId?: string) =>
    anEvent(purchaseDelivered, { time: DELIVERED, data: { orderId, customerId } });
  const arrive = async (event: Envelope, partition: number) => {
    await service.send([event], partition);
    await service.settled();
  };

  /** What the customer is told: type, when, by which event, how many points, and since when or the balance after it. */
  async function told(customerId: string, count: number): Promise<unknown[]> {
    const own = () => service.published.filter(({ key }) => String(key) === customerId);
    await until(`${customerId} is told of ${count} things`, () => own().length >= count);
    return own()
      .map(({ headers, value }) => ({ headers, data: JSON.parse(String(value)) as Record<string, unknown> }))
      .map(({ headers, data }) => [
        ...[headers['ce_type'], headers['ce_time'], headers['ce_causationid']].map(String),
        ...[data['points'], data['availableAt'] ?? data['balance']],
      ])
      .sort();
  }

  const expected = (purchase: Envelope, delivery: Envelope) => [
    [pointsActivated.type, DELIVERED, delivery.id, 10, { available: 10, pending: 0, reserved: 0, debt: 0 }],
    [rewardIssued.type, PAID, purchase.id, 10, DUE],
  ];

  it('make the points of an order available that waited, and it is told', async () => {
    const ada = someone('ada');
    const [purchase, delivery] = [order(ada, `o-${ada}`), delivered(`o-${ada}`, ada)];
    await arrive(purchase, 0);
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 0n, pending: 10n } });
    await arrive(delivery, 1);
    const lots = [{ points: 10n, availableAt: Date.parse(DELIVERED) }];
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 10n, pending: 0n }, lots });
    expect(await told(ada, 2)).toEqual(expected(purchase, delivery));
  }, 60_000);

  it('wait for a purchase that comes after them, and act with it', async () => {
    const ben = someone('ben');
    const [purchase, delivery] = [order(ben, `o-${ben}`), delivered(`o-${ben}`)];
    await arrive(delivery, 2);
    expect(await rig.waiting(`order:o-${ben}`)).toEqual([delivery.id]);
    await arrive(purchase, 3);
    expect(await rig.waiting(`order:o-${ben}`)).toEqual([]);
    expect(await rig.wallet(ben)).toMatchObject({ balance: { available: 10n, pending: 0n } });
    expect(await told(ben, 2)).toEqual(expected(purchase, delivery));
  }, 60_000);

  it('are refused in the name of somebody else', async () => {
    const [cat, stranger] = [someone('cat'), someone('stranger')];
    await arrive(order(cat, `o-${cat}`), 0);
    await arrive(order(stranger, `o-${stranger}`), 1);
    const wrong = delivered(`o-${cat}`, stranger);
    await arrive(wrong, 2);
    expect(await rig.wallet(cat)).toMatchObject({ balance: { available: 0n, pending: 10n } });
    const refused = await rig.db.query('select event_id, reason from quarantine');
    expect(refused).toEqual([{ event_id: wrong.id, reason: 'CUSTOMER_MISMATCH' }]);
  }, 60_000);
});
