import { loyaltyCustomerErased, offerWithheld, rewardIssued, type Envelope } from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { isErasedAt } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { namingColumns } from '../invariants.js';
import { WebhooksRig } from './webhooks-rig.fixture.js';

const AT = '2027-03-01T09:00:00Z';

describe('webhooks about who was forgotten', () => {
  let rig: WebhooksRig;
  beforeEach(async () => {
    rig = await WebhooksRig.start();
    await rig.register([rewardIssued.type, offerWithheld.type, loyaltyCustomerErased.type]);
  });
  afterEach(async () => {
    expect(await findRemembered(rig.database.db, namingColumns)).toBeUndefined();
    await rig.stop();
  });

  const reward = (customerId: string): Envelope => anEvent(rewardIssued, { data: { customerId } });
  const receipt = (customerId: string): Envelope => anEvent(loyaltyCustomerErased, { data: { customerId } });
  const sent = () =>
    rig.receiver.received.map(({ body }) => {
      const { type, subject } = JSON.parse(body) as Envelope;
      return `${subject} ${type}`;
    });
  /** What stands in the table for whoever has the key. */
  const stored = async () => {
    const rows = await rig.database.db.query<{ message_id: string; sealed: Buffer | null }>(
      'select * from webhook_delivery',
    );
    const opened = rows.map(({ sealed, ...row }) => ({
      ...row,
      body: sealed && rig.vault.openMessage(sealed, row.message_id),
    }));
    return JSON.stringify(opened, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  };

  it('are dropped, sent or not, and what comes later is not owed; others are', async () => {
    await rig.arrive(reward('ann'));
    await rig.deliver();
    await rig.arrive(reward('ann'), reward('bob'), anEvent(offerWithheld, { data: { customerId: 'ann' } }));
    await rig.arrive(isErasedAt('ann', AT));
    await rig.arrive(reward('ann'));
    await rig.deliver();
    expect(sent()).toEqual([`ann ${rewardIssued.type}`, `bob ${rewardIssued.type}`]);
    expect(await stored()).not.toContain('ann');
    expect(await rig.service.refused()).toEqual({});
  });

  it('send the receipt, whether it comes before the erasure here or after it, and keep nothing of it when it has arrived', async () => {
    await rig.arrive(receipt('ann'), isErasedAt('ann', AT), isErasedAt('bob', AT), receipt('bob'));
    rig.receiver.answer = (_request, response) => void response.writeHead(500).end('no place for ann and bob');
    await rig.deliver();
    expect(await stored()).not.toContain('no place');
    rig.receiver.answer = (_request, response) => void response.writeHead(200).end('ann and bob are gone');
    rig.clock.advance({ minutes: 1 });
    await rig.deliver();
    expect(sent().slice(2).sort()).toEqual([`ann ${loyaltyCustomerErased.type}`, `bob ${loyaltyCustomerErased.type}`]);
    expect(await stored()).not.toMatch(/ann|bob/);
  });

  it('cannot be replayed when they have arrived', async () => {
    const [endpoint] = (await rig.get('endpoints')).body['items'] as { endpointId: string }[];
    await rig.arrive(isErasedAt('ann', AT), receipt('ann'));
    await rig.deliver();
    const ids = (await rig.deliveries()).map(({ deliveryId }) => deliveryId);
    const { body } = await rig.post('deliveries/replay', { endpoint: endpoint?.endpointId, ids });
    expect([ids.length, body['replayed']]).toEqual([1, 0]);
  });

  it('are not owed when message and erasure come at the same moment, 20 times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const customerId = `ann-${round}`;
      await Promise.all([rig.arrive(reward(customerId)), rig.arrive(isErasedAt(customerId, AT))]);
    }
    expect(await stored()).toBe('[]');
  });

  it('do not say any more that they changed an endpoint', async () => {
    const [endpoint] = (await rig.get('endpoints')).body['items'] as { endpointId: string }[];
    await rig.post(`endpoints/${endpoint?.endpointId}/enable`, {}, { actor: 'ann' });
    await rig.arrive(isErasedAt('ann', AT));
    const { body } = await rig.get(`endpoints/${endpoint?.endpointId}`);
    expect(body['changes']).toMatchObject([
      { action: 'created', actor: 'olga' },
      { action: 'enabled', actor: 'somebody who was forgotten' },
    ]);
  });
});
