import {
  offerWithheld,
  pointsExpired,
  purchaseCompleted,
  rewardIssued,
  tierChanged,
  type Envelope,
} from '@perennial/contracts';
import type { Database } from '@perennial/persistence';
import { anEvent } from '@perennial/testing';

import { CodeVault } from '../codes/code-vault.js';
import { deliverDue } from './deliver-due.js';
import { NOW, WebhooksRig } from './webhooks-rig.fixture.js';

const reward = (customerId = 'c-7', id?: string): Envelope =>
  anEvent(rewardIssued, { data: { customerId }, source: '/perennial/ledger', ...(id === undefined ? {} : { id }) });

describe('webhooks', () => {
  let rig: WebhooksRig;
  beforeAll(async () => {
    rig = await WebhooksRig.start();
  });
  afterEach(() => rig?.reset());
  afterAll(() => rig?.stop());

  const bodies = () => rig.receiver.received.map(({ body }) => JSON.parse(body) as { id: string; type: string });
  const ids = () => rig.receiver.received.map(({ headers }) => headers['webhook-id']);
  const answerWith = (status: number, headers: Record<string, string> = {}) => {
    rig.receiver.answer = (_request, response) => void response.writeHead(status, headers).end('why');
  };

  it('send each message once to every endpoint that wants its type, though it comes three times', async () => {
    await rig.register([rewardIssued.type], '/a');
    await rig.register([rewardIssued.type, tierChanged.type], '/b');
    await rig.register([offerWithheld.type], '/c');
    const [given, moved, lost] = [reward(), anEvent(tierChanged), anEvent(pointsExpired)];
    await rig.arrive(given, given, moved, lost);
    await rig.arrive(given, moved);
    await rig.deliver();
    await rig.deliver();
    const got = rig.receiver.received.map(({ path, body }) => `${path} ${(JSON.parse(body) as Envelope).type}`);
    expect(got.sort()).toEqual([`/a ${rewardIssued.type}`, `/b ${rewardIssued.type}`, `/b ${tierChanged.type}`]);
    expect(new Set(ids()).size).toBe(2);
  });

  it('carry the CloudEvent as one JSON object', async () => {
    await rig.register([rewardIssued.type]);
    const given = reward();
    await rig.arrive({ ...given, causationid: 'cause', correlationid: 'corr' });
    await rig.deliver();
    const { at: _at, ...attributes } = given;
    expect(bodies()).toEqual([
      {
        ...attributes,
        specversion: '1.0',
        causationid: 'cause',
        correlationid: 'corr',
        datacontenttype: 'application/json',
      },
    ]);
  });

  it('cost a chunk one small question while nobody has registered, and none where nothing was published', async () => {
    const names: string[] = [];
    const handle = (event: Envelope, topic: string) =>
      rig.database.db.transaction((tx) => {
        const watched: typeof tx = {
          query: (sql, params, name) => {
            if (name?.startsWith('webhooks.')) names.push(name);
            return tx.query(sql, params, name);
          },
        };
        return rig.handler.handle([event], watched, { topic, partition: 0, nextOffset: 1n, now: rig.clock() });
      });
    await handle(reward(), rewardIssued.topic);
    expect(names).toEqual(['webhooks.is-anybody-told']);
    await handle(anEvent(purchaseCompleted), purchaseCompleted.topic);
    expect(names).toHaveLength(1);
  });

  it('try again after 5 s and 5 min, not before, under the same id and with a new timestamp', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    answerWith(500);
    await rig.deliver();
    await rig.deliver();
    rig.clock.advance({ ms: 4_999 });
    await rig.deliver();
    expect(ids()).toHaveLength(1);
    rig.clock.advance({ ms: 1 });
    await rig.deliver();
    rig.clock.advance({ minutes: 5, ms: -1 });
    await rig.deliver();
    expect(ids()).toHaveLength(2);
    answerWith(204);
    rig.clock.advance({ ms: 1 });
    await rig.deliver();
    expect(new Set(ids()).size).toBe(1);
    const times = rig.receiver.received.map(
      ({ headers }) => Number(headers['webhook-timestamp']) - Date.parse(NOW) / 1_000,
    );
    expect(times).toEqual([0, 5, 305]);
    expect(await rig.deliveries()).toMatchObject([
      { state: 'delivered', tries: 2, lastStatus: 204, lastFailure: null, nextTryAt: null, customerId: 'c-7' },
    ]);
  });

  it('are dead after ten tries, and go out again when they are replayed, under the same id', async () => {
    const { endpointId } = await rig.register([rewardIssued.type]);
    await rig.arrive(reward('c-1'), reward('c-2'));
    answerWith(500);
    for (let next: unknown = NOW; typeof next === 'string'; next = (await rig.deliveries())[0]?.['nextTryAt']) {
      rig.clock.set(next);
      await rig.deliver();
    }
    expect(ids()).toHaveLength(20);
    const dead = await rig.deliveries(`?state=dead&endpoint=${endpointId}`);
    expect(dead).toMatchObject([1, 2].map(() => ({ state: 'dead', tries: 10, lastStatus: 500, lastResponse: 'why' })));

    answerWith(200);
    await rig.post(`endpoints/${endpointId}/enable`);
    expect(
      (await rig.post('deliveries/replay', { endpoint: endpointId, ids: [dead[0]?.['deliveryId']] })).body,
    ).toEqual({
      replayed: 1,
      more: false,
    });
    await rig.deliver();
    expect(ids()).toHaveLength(21);
    expect(ids().at(-1)).toBe(dead[0]?.['messageId']);
    const others = { endpoint: endpointId, state: 'dead' };
    rig.clock.advance({ ms: 1 });
    expect((await rig.post('deliveries/replay', { ...others, since: rig.clock().toISOString() })).body).toMatchObject({
      replayed: 0,
    });
    expect((await rig.post('deliveries/replay', { ...others, since: NOW })).body).toMatchObject({ replayed: 1 });
    await rig.deliver();
    expect((await rig.deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(new Set(ids()).size).toBe(2);
  });

  it('leave an endpoint alone for as long as it asks by Retry-After, with other messages too', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    answerWith(429, { 'retry-after': '600' });
    await rig.deliver();
    answerWith(204);
    await rig.arrive(reward());
    rig.clock.advance({ minutes: 9 });
    await rig.deliver();
    expect(ids()).toHaveLength(1);
    rig.clock.advance({ minutes: 1 });
    await rig.deliver();
    expect(ids()).toHaveLength(3);
  });

  it('stop at 410, and send what was owed meanwhile when the endpoint is enabled', async () => {
    const { endpointId } = await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    answerWith(410);
    await rig.deliver();
    expect((await rig.get(`endpoints/${endpointId}`)).body).toMatchObject({
      enabled: false,
      disabledReason: 'GONE',
      disabledAt: NOW,
    });
    answerWith(204);
    rig.clock.advance({ days: 1 });
    await rig.arrive(reward());
    await rig.deliver();
    expect(ids()).toHaveLength(1);
    await rig.post(`endpoints/${endpointId}/enable`);
    await rig.deliver();
    expect(ids()).toHaveLength(3);
  });

  it('disable an endpoint that has failed for five days, and not one that succeeded in between', async () => {
    const { endpointId } = await rig.register([rewardIssued.type]);
    const fails = async () => {
      answerWith(500);
      await rig.arrive(reward());
      await rig.deliver();
      return (await rig.get(`endpoints/${endpointId}`)).body['disabledReason'];
    };
    expect(await fails()).toBeNull();
    rig.clock.advance({ days: 4 });
    answerWith(204);
    await rig.deliver();
    expect((await rig.get(`endpoints/${endpointId}`)).body['failingSince']).toBeNull();
    expect(await fails()).toBeNull();
    rig.clock.advance({ days: 5, ms: -1 });
    expect(await fails()).toBeNull();
    rig.clock.advance({ ms: 1 });
    expect(await fails()).toBe('FAILING');
  });

  it('go out once when two instances send at the same moment', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(...Array.from({ length: 60 }, () => reward()));
    await Promise.all([rig.deliver(), rig.deliver()]);
    expect(ids()).toHaveLength(60);
    expect(new Set(ids()).size).toBe(60);
  });

  it('have at most 8 requests at one endpoint at a time, and a slow endpoint keeps no other waiting', async () => {
    await rig.register([rewardIssued.type], '/slow');
    await rig.register([rewardIssued.type], '/fast');
    await rig.arrive(...Array.from({ length: 20 }, () => reward()));
    let [now, most, fast] = [0, 0, 0];
    const held: (() => void)[] = [];
    rig.receiver.answer = ({ path }, response) => {
      if (path === '/fast') {
        fast += 1;
        response.writeHead(204).end();
      } else {
        now += 1;
        most = Math.max(most, now);
        held.push(() => {
          now -= 1;
          response.writeHead(204).end();
        });
      }
      // Only when the others have everything, the slow one begins to answer.
      if (fast === 20) held.splice(0).forEach((answer) => answer());
    };
    await rig.deliver();
    expect([most, rig.receiver.received.length]).toEqual([8, 40]);
  });

  it('are sent again under the same id when the process ended between sending and writing it down', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    const { db } = rig.database;
    const dies = new Proxy(db, {
      get: (target, name) =>
        name === 'transaction' ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name).bind(target),
    }) as Database;
    await expect(rig.deliver({ db: dies })).rejects.toThrow('killed');
    await rig.deliver();
    expect(ids()).toHaveLength(1);
    // What the database's clock does in a minute.
    await db.query(`update webhook_delivery set claimed_until = claimed_until - interval '1 minute'`);
    await rig.deliver();
    expect(ids()).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
    expect(await rig.deliveries()).toMatchObject([{ state: 'delivered' }]);
  });

  it('are not counted by somebody whose claim has run out', async () => {
    const { endpointId } = await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    rig.receiver.answer = async (_request, response) => {
      const [one] = await rig.deliveries();
      await rig.post('deliveries/replay', { endpoint: endpointId, ids: [one?.['deliveryId']] });
      rig.receiver.answer = (_again, later) => void later.writeHead(204).end();
      response.writeHead(500).end();
    };
    await rig.deliver();
    expect(await rig.deliveries()).toMatchObject([{ state: 'delivered', tries: 0 }]);
    expect((await rig.get(`endpoints/${endpointId}`)).body['failingSince']).toBeNull();
  });

  it('that were under way when the service stopped are due at once, and no try is counted', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    const stopping = new AbortController();
    rig.receiver.answer = () => stopping.abort();
    await deliverDue(rig.sending(), { stop: stopping.signal, prolong: async () => true });
    expect(await rig.deliveries()).toMatchObject([{ state: 'pending', tries: 0, nextTryAt: NOW, lastTryAt: null }]);
    answerWith(204);
    await rig.deliver();
    expect(ids()).toHaveLength(2);
  });

  it('are kept encrypted, with the codes in them, and sent as they were published', async () => {
    await rig.register([rewardIssued.type]);
    const event = anEvent(rewardIssued, {
      data: { code: 'J7K2C-9DMWF-3HT8V-CJ4RN', kind: 'discount', points: undefined },
    });
    await rig.arrive(event);
    const kept = await rig.database.db.query<{ payload: string | null; sealed: Buffer }>(
      'select payload, sealed from webhook_delivery',
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.payload).toBeNull();
    expect(kept[0]?.sealed.toString('latin1')).not.toContain('9DMWF');
    await rig.deliver();
    expect(rig.receiver.received.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { data: { code: 'J7K2C-9DMWF-3HT8V-CJ4RN' } },
    ]);
  });

  it('of before they were encrypted are sent as they stand', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    await rig.database.db.query(`update webhook_delivery set payload = '{"id":"old"}', sealed = null`);
    await rig.deliver();
    expect(rig.receiver.received.map(({ body }) => body)).toEqual(['{"id":"old"}']);
  });

  it('wait for the key with which they were encrypted', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    await rig.deliver({ vault: new CodeVault(Buffer.alloc(32, 8)) });
    expect(await rig.deliveries()).toMatchObject([{ state: 'pending', tries: 1, lastFailure: 'BODY_UNREADABLE' }]);
    expect(ids()).toEqual([]);
  });

  it('wait for the key with which their secret was sealed', async () => {
    await rig.register([rewardIssued.type]);
    await rig.arrive(reward());
    await rig.database.db.query(`update webhook_endpoint set secret = '\\x00'`);
    await rig.deliver();
    expect(await rig.deliveries()).toMatchObject([{ state: 'pending', tries: 1, lastFailure: 'SECRET_UNREADABLE' }]);
    expect(ids()).toEqual([]);
  });
});
