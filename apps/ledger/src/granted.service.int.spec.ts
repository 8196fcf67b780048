import { multiplierGranted, pointsGranted, rewardIssued } from '@perennial/contracts';
import { anEvent, ServiceOnKafka, until } from '@perennial/testing';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { bought, someone } from './handlers/happenings.fixture.js';
import { LedgerRig, NOW } from './ledger-rig.fixture.js';
import { ledgerService } from './ledger.service.js';

const GRANTED = '2027-05-25T10:00:00.000Z';

describe('points that campaigns give, on Kafka, with two instances', () => {
  let rig: LedgerRig;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    rig = await LedgerRig.start('jeweller');
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerService.topics,
      publishes: [rewardIssued.topic],
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

  it('are booked once however often and wherever they are sent, also after what happened later', async () => {
    const ada = someone('ada');
    const data = { customerId: ada, grantId: `g-${ada}`, campaignId: 'present', points: 40 };
    const grant = anEvent(pointsGranted, { id: data.grantId, source: '/perennial/campaign', time: GRANTED, data });
    await service.send([bought(ada, 10_000, '2027-05-26T10:00:00.000Z', { orderId: `o-${ada}` })], 0);
    await service.settled();
    await Promise.all([service.send([grant, grant], 1), service.send([grant], 2)]);
    await service.settled();
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 50n } });
    const own = () => service.published.filter(({ key }) => String(key) === ada);
    await until('both awards are told', () => own().length >= 2);
    const told = own().map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    expect(told.map(({ points, memberSequence, reason }) => [points, memberSequence, reason])).toEqual([
      [10, 1, expect.objectContaining({ rule: 'purchase' })],
      [40, 2, expect.objectContaining({ rule: 'present' })],
    ]);
    expect(await rig.db.query('select reason from quarantine')).toEqual([]);
  }, 60_000);

  it('multiply one order, also where they are told of after it, and what is left of the others is kept', async () => {
    const bob = someone('bob');
    const about = { customerId: bob, campaignId: 'double', factorPercent: 200, pointsMax: 30 };
    const grant = (name: string, validTo: string) => {
      const grantId = `${name}-${bob}`;
      const data = { ...about, grantId, validTo };
      return anEvent(multiplierGranted, { id: grantId, source: '/perennial/campaign', time: GRANTED, data });
    };
    const order = (name: string, minor: number, time: string) =>
      bought(bob, minor, time, { orderId: `${name}-${bob}` });
    await service.send([order('o', 10_000, '2027-05-26T10:00:00.000Z')], 0);
    await service.settled();
    await service.send([grant('soon', '2027-05-27T10:00:00.000Z'), grant('then', '2027-06-25T10:00:00.000Z')], 1);
    await service.settled();
    expect(await rig.wallet(bob)).toMatchObject({ balance: { available: 20n } });
    // The other one is kept with the wallet, whichever instance has it next.
    await service.send([order('p', 50_000, '2027-05-28T10:00:00.000Z')], 2);
    await service.settled();
    expect(await rig.wallet(bob)).toMatchObject({ balance: { available: 100n } });
    expect(await rig.db.query('select reason from quarantine')).toEqual([]);
  }, 60_000);
});
