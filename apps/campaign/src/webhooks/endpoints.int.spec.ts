import { rewardIssued, tierChanged } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { dropDeletedEndpoints, dropOldDeliveries } from './queries/drop-old-deliveries.js';
import { signedHeaders } from './sign.js';
import { NOW, WebhooksRig } from './webhooks-rig.fixture.js';

const reward = () => anEvent(rewardIssued, {});
const types = [rewardIssued.type];

describe('endpoints for webhooks over HTTP', () => {
  let rig: WebhooksRig;
  beforeAll(async () => {
    rig = await WebhooksRig.start();
  });
  afterEach(() => rig?.reset());
  afterAll(() => rig?.stop());

  it('are registered once for a key, and their secret is shown then, by its retry and never else', async () => {
    const wanted = {
      url: 'https://shop.example/in',
      types: [tierChanged.type, ...types, ...types],
      description: 'mail',
    };
    const { status, body } = await rig.post('endpoints', wanted, { key: 'k' });
    const { secret, ...shown } = body;
    expect([status, shown]).toEqual([
      201,
      {
        endpointId: expect.any(String),
        url: 'https://shop.example/in',
        types: [...types, tierChanged.type],
        description: 'mail',
        createdAt: NOW,
        enabled: true,
        ...{ disabledAt: null, disabledReason: null, failingSince: null, pausedUntil: null, previousSecretUntil: null },
      },
    ]);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await rig.post('endpoints', wanted, { key: 'k' })).toEqual({ status, body });
    expect((await rig.get('endpoints')).body).toEqual({ items: [shown] });
    expect((await rig.get(`endpoints/${String(shown['endpointId'])}`)).body).toEqual({
      ...shown,
      changes: [{ at: NOW, actor: 'olga', action: 'created' }],
    });
    const everything = await rig.database.db.query(
      `select secret::text as text from webhook_endpoint union all select answer from idempotency_key`,
    );
    expect(everything).toHaveLength(2);
    expect(JSON.stringify(everything)).not.toContain('whsec_');
  });

  it.each([
    [{ url: 'http://shop.example/', types }, 422, 'WEBHOOK_URL_REFUSED'],
    [{ url: 'https://10.0.0.1/', types }, 422, 'WEBHOOK_URL_REFUSED'],
    [{ url: 'shop.example', types }, 400, 'INVALID_REQUEST'],
    [{ url: 'https://shop.example/', types: [] }, 400, 'INVALID_REQUEST'],
    [{ url: 'https://shop.example/', types: ['commerce.purchase.completed.v1'] }, 400, 'INVALID_REQUEST'],
    [{ url: 'https://shop.example/', types: ['loyalty.clv.projected.v1'] }, 400, 'INVALID_REQUEST'],
    [{ url: 'https://shop.example/', types, secret: 'mine' }, 400, 'INVALID_REQUEST'],
  ])('are refused: %j', async (wanted, status, code) => {
    expect(await rig.post('endpoints', wanted)).toMatchObject({ status, body: { code } });
    expect((await rig.get('endpoints')).body).toEqual({ items: [] });
  });

  it('need a key and somebody who does it', async () => {
    const { endpointId } = await rig.register(types);
    const paths = [
      'endpoints',
      ...['rotate-secret', 'enable', 'test'].map((what) => `endpoints/${endpointId}/${what}`),
    ];
    const body = (path: string) => (path === 'endpoints' ? { url: 'https://shop.example/', types } : {});
    for (const path of paths) {
      expect((await rig.post(path, body(path), { key: '' })).body['code']).toBe('IDEMPOTENCY_KEY_REQUIRED');
      expect((await rig.post(path, body(path), { actor: '' })).body['code']).toBe('ACTOR_REQUIRED');
    }
  });

  it('that nobody registered, or somebody deleted, are unknown', async () => {
    const { endpointId } = await rig.register(types);
    expect((await rig.delete(`endpoints/${endpointId}`)).status).toBe(204);
    const unknown = { status: 404, body: { code: 'UNKNOWN_ENDPOINT' } };
    for (const id of [endpointId, '0d9a7c1e-6a41-5b7e-9f07-2f2e5f3b8c10', 'no-uuid']) {
      expect(await rig.get(`endpoints/${id}`)).toMatchObject(unknown);
      expect(await rig.delete(`endpoints/${id}`)).toMatchObject(unknown);
      for (const what of ['rotate-secret', 'enable', 'test'])
        expect(await rig.post(`endpoints/${id}/${what}`)).toMatchObject(unknown);
    }
    expect(await rig.post('deliveries/replay', { endpoint: endpointId, state: 'dead' })).toMatchObject(unknown);
  });

  it('that are deleted get nothing more, and leave with their deliveries', async () => {
    const { db } = rig.database;
    const { endpointId } = await rig.register(types);
    await rig.register(types, '/other');
    await rig.arrive(reward());
    await rig.delete(`endpoints/${endpointId}`);
    await rig.arrive(reward());
    await rig.deliver();
    expect(rig.receiver.received.map(({ path }) => path)).toEqual(['/other', '/other']);
    expect(await rig.deliveries()).toHaveLength(2);
    expect([await dropDeletedEndpoints(db), await dropDeletedEndpoints(db)]).toEqual([1, 0]);
    expect(await db.query('select 1 from webhook_endpoint')).toHaveLength(1);
    expect(await db.query('select 1 from webhook_delivery')).toHaveLength(2);
  });

  it('sign with the old secret beside the new one for 24 hours after a change', async () => {
    const { endpointId, secret: old } = await rig.register(types);
    const { body } = await rig.post(`endpoints/${endpointId}/rotate-secret`);
    expect(body['previousSecretUntil']).toBe('2027-03-02T10:00:00.000Z');
    const now = String(body['secret']);
    const expectSignedBy = async (...secrets: string[]) => {
      await rig.arrive(reward());
      await rig.deliver();
      const last = rig.receiver.received.at(-1)!;
      expect(last.headers).toMatchObject(
        signedHeaders(String(last.headers['webhook-id']), rig.clock(), last.body, secrets),
      );
    };
    await expectSignedBy(now, old);
    rig.clock.advance({ hours: 24, ms: -1 });
    await expectSignedBy(now, old);
    rig.clock.advance({ ms: 1 });
    await expectSignedBy(now);
  });

  it('are tested by a message that tells of nothing', async () => {
    const { endpointId } = await rig.register(types);
    const { status, body } = await rig.post(`endpoints/${endpointId}/test`);
    expect(status).toBe(202);
    await rig.deliver();
    const [got] = rig.receiver.received;
    expect(got?.headers['webhook-id']).toBe(body['messageId']);
    expect(JSON.parse(got?.body ?? '')).toMatchObject({ type: 'perennial.webhook.test.v1', data: { endpointId } });
    expect(await rig.deliveries()).toMatchObject([
      { deliveryId: body['deliveryId'], state: 'delivered', customerId: null },
    ]);
  });

  it('that are disabled cannot be tested', async () => {
    const { endpointId } = await rig.register(types);
    rig.receiver.answer = (_request, response) => void response.writeHead(410).end();
    await rig.post(`endpoints/${endpointId}/test`);
    await rig.deliver();
    expect(await rig.post(`endpoints/${endpointId}/test`)).toMatchObject({
      status: 409,
      body: { code: 'ENDPOINT_DISABLED' },
    });
  });

  it('list what they are owed, page by page, the newest first', async () => {
    await rig.register(types);
    await rig.arrive(reward(), reward(), reward());
    const first = (await rig.get('deliveries?limit=2')).body as { items: { deliveryId: number }[]; nextCursor: string };
    const second = (await rig.get(`deliveries?limit=2&cursor=${first.nextCursor}`)).body as typeof first;
    const listed = [...first.items, ...second.items].map(({ deliveryId }) => deliveryId);
    expect(listed).toEqual([...new Set(listed)].sort((one, other) => other - one));
    expect([listed.length, second.nextCursor]).toEqual([3, null]);
    expect(await rig.deliveries('?state=delivered')).toEqual([]);
  });

  it.each([{}, { ids: [1], state: 'dead' }, { ids: [1], since: NOW }, { ids: [] }, { state: 'pending' }])(
    'are not asked to be replayed so: %j',
    async (which) => {
      const { endpointId: endpoint } = await rig.register(types);
      expect(await rig.post('deliveries/replay', { endpoint, ...which })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST' },
      });
    },
  );

  it('keep deliveries for 30 days, whatever became of them', async () => {
    await rig.register(types);
    await rig.arrive(reward());
    await rig.deliver();
    rig.clock.advance({ ms: 1 });
    await rig.arrive(reward());
    rig.clock.advance({ days: 30 });
    expect(await dropOldDeliveries(rig.database.db, rig.clock())).toBe(1);
    expect(await dropOldDeliveries(rig.database.db, rig.clock())).toBe(0);
    expect(await rig.deliveries()).toMatchObject([{ state: 'pending' }]);
  });
});
