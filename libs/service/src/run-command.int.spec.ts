import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { messagingMigrations, silentLog } from '@perennial/messaging';
import { Database, type Tx } from '@perennial/persistence';
import { freshDatabase, until, type FreshDatabase } from '@perennial/testing';
import { Registry } from 'prom-client';
import { forgetAnswers, forgetOldAnswers } from './answered-commands.js';
import { fitHttpEdge } from './http-edge.js';
import { ProblemError } from './problem-error.js';
import { runCommand } from './run-command.js';
import { effects, inside, NOW, ShopRoute } from './shop-route.fixture.js';

describe('a command over HTTP', () => {
  let database: FreshDatabase;
  let owner: Database;
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    database = await freshDatabase('shop', [...messagingMigrations, effects]);
    owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-owner', poolSize: 2 });
    const module = await Test.createTestingModule({
      controllers: [ShopRoute],
      providers: [{ provide: Database, useValue: database.db }],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'shop', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await app.close();
    await owner.close();
    await database.drop();
  });
  beforeEach(async () => {
    inside.meanwhile = async () => {};
    await owner.query('truncate effect, idempotency_key, outbox');
  });

  interface Answer {
    readonly status: number;
    readonly text: string;
    readonly replayed: boolean;
    readonly retryAfter: string | null;
    readonly code: unknown;
  }

  async function post(key: string | undefined, body: string = '{"points":5}', path = 'c-1/redemptions', actor = '') {
    const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) };
    const response = await fetch(`${url}/v1/members/${path}`, {
      method: 'POST',
      body,
      headers: actor === '' ? headers : { ...headers, 'perennial-actor': actor },
    });
    const text = await response.text();
    const answer: Answer = {
      status: response.status,
      text,
      replayed: response.headers.get('idempotent-replayed') === 'true',
      retryAfter: response.headers.get('retry-after'),
      code: (JSON.parse(text) as { readonly code?: unknown }).code,
    };
    const type = response.headers.get('content-type') ?? '';
    expect(type).toMatch(answer.status < 400 ? /^application\/json/ : /^application\/problem\+json/);
    return answer;
  }

  const count = async (table: string) =>
    (await database.db.query<{ n: number }>(`select count(*)::int4 as n from ${table}`))[0]?.n;

  it('has one effect for 20 equal requests at once; each gets the same answer, or 409 and gets it later', async () => {
    inside.meanwhile = (tx) => tx.query('select pg_sleep(0.2)');
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('"k-1"')));
    const [first] = answers.filter(({ status }) => status === 201);
    for (const { status, text, code, retryAfter } of answers) {
      if (status === 409) expect([code, retryAfter]).toEqual(['IDEMPOTENCY_KEY_IN_USE', '1']);
      else expect([status, text]).toEqual([201, first?.text]);
    }
    expect(answers.filter(({ status, replayed }) => status === 201 && !replayed)).toHaveLength(1);
    expect(answers.some(({ status }) => status === 409)).toBe(true);
    expect(await post('"k-1"')).toEqual({ ...first, replayed: true });
    expect([await count('effect'), await count('outbox')]).toEqual([1, 1]);
  });

  it('is the same one however its body is laid out and its key is quoted, and another one on another path', async () => {
    const first = await post('"k"', '{"points":5,"note":"ü"}');
    expect(await post('k', ' {"note" : "\\u00fc",\n"points":5.0}')).toEqual({ ...first, replayed: true });
    expect(await post('k', '{"points":5}', 'c-2/redemptions')).toMatchObject({ status: 201, replayed: false });
    expect(await post('k', '{"points":5}', 'c-1/adjustments', 'ada')).toMatchObject({ status: 202, replayed: false });
    expect(await count('effect')).toBe(2);
  });

  it('is refused with 422 when its key came with another body or in another name before', async () => {
    await post('k', '{"points":5}', 'c-1/redemptions', 'ada');
    for (const [body, actor] of [
      ['{"points":6}', 'ada'],
      ['{"points":5,"more":1}', 'ada'],
      ['{"points":5}', 'ben'],
    ])
      expect(await post('k', body, 'c-1/redemptions', actor)).toMatchObject({
        status: 422,
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    expect(await count('effect')).toBe(1);
  });

  it('needs a key, and says so in /openapi.json', async () => {
    expect(await post(undefined)).toMatchObject({ status: 400, code: 'IDEMPOTENCY_KEY_REQUIRED' });
    expect(await post('a b')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect(await count('effect')).toBe(0);
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: Record<string, { post: { parameters: { name: string; in: string; required: boolean }[] } }>;
    };
    const headersOf = (path: string) =>
      paths[`/v1/members/{id}/${path}`]?.post.parameters.filter((p) => p.in === 'header' && p.required);
    expect(headersOf('redemptions')?.map(({ name }) => name)).toEqual(['Idempotency-Key']);
    expect(
      headersOf('adjustments')
        ?.map(({ name }) => name)
        .toSorted(),
    ).toEqual(['Idempotency-Key', 'Perennial-Actor']);
  });

  it('that needs an actor is refused without one, and is told who it is otherwise', async () => {
    expect(await post('k', '{}', 'c-1/adjustments')).toMatchObject({ status: 400, code: 'ACTOR_REQUIRED' });
    expect(await post('k', '{}', 'c-1/adjustments', 'a'.repeat(256))).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await post('k', '{}', 'c-1/adjustments', 'account:somebody')).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await post('k', '{}', 'c-1/adjustments', 'Ada L.')).toMatchObject({
      status: 202,
      text: '{"actor":"Ada L."}',
    });
  });

  it('that is refused for good keeps its refusal and nothing else, also when it could be granted by now', async () => {
    inside.meanwhile = async () => {
      throw new ProblemError(409, 'INSUFFICIENT_POINTS', '30 points are missing', { missing: 30n });
    };
    const refused = await post('k');
    expect(refused).toMatchObject({ status: 409, code: 'INSUFFICIENT_POINTS', retryAfter: null, replayed: false });
    expect(JSON.parse(refused.text)).toMatchObject({ type: 'about:blank', title: 'Conflict', missing: 30 });
    inside.meanwhile = async () => {};
    expect(await post('k')).toEqual({ ...refused, replayed: true });
    expect([await count('effect'), await count('outbox')]).toEqual([0, 0]);
    expect(await post('k2')).toMatchObject({ status: 201 });
  });

  it.each([
    ['a mistake of ours', () => Promise.reject(new TypeError('oops')), 500],
    ['a refusal that passes', () => Promise.reject(new ProblemError(503, 'INTERNAL_ERROR', 'later')), 503],
    ['a broken connection', (tx: Tx) => tx.query('select pg_terminate_backend(pg_backend_pid())'), 503],
  ])('leaves neither effect nor answer after %s: a retry begins anew', async (_title, trouble, status) => {
    inside.meanwhile = trouble;
    const failed = await post('k');
    expect(failed).toMatchObject({ status, retryAfter: status === 503 ? '1' : null });
    expect([await count('effect'), await count('idempotency_key')]).toEqual([0, 0]);
    inside.meanwhile = async () => {};
    expect(await post('k')).toMatchObject({ status: 201, replayed: false });
    expect(await count('effect')).toBe(1);
  });

  it.each(['40001', '40P01', '55P03'])(
    'is tried again after %s, three times at most, with one effect',
    async (state) => {
      let failures = 2;
      const raise = (tx: Tx) => tx.query(`do $$ begin raise exception 'in the way' using errcode = '${state}'; end $$`);
      inside.meanwhile = async (tx) => {
        if (failures-- > 0) await raise(tx);
      };
      expect(await post('k')).toMatchObject({ status: 201 });
      failures = 3;
      expect(await post('k2')).toMatchObject({ status: 503, code: 'DATABASE_BUSY', retryAfter: '1' });
      expect([await count('effect'), await count('idempotency_key')]).toEqual([1, 1]);
    },
  );

  it('does not wait for a lock that others keep for longer than its caller does', async () => {
    let unlock = (): void => {};
    const locked = new Promise<void>((resolve) => {
      void owner.transaction(async (tx) => {
        await tx.query('lock table effect in access exclusive mode');
        resolve();
        await new Promise<void>((done) => (unlock = done));
      });
    });
    await locked;
    const startedMs = performance.now();
    expect(await post('k')).toMatchObject({ status: 503, code: 'DATABASE_BUSY' });
    expect(performance.now() - startedMs).toBeLessThan(7_500);
    unlock();
    expect(await post('k')).toMatchObject({ status: 201 });
  });

  it('frees its key when its process dies while it runs', async () => {
    inside.meanwhile = (tx) => tx.query('select pg_sleep(30)');
    const dying = post('k');
    const asleep = `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
    await until('it runs', async () => (await owner.query(asleep)).length === 1);
    expect(await post('k')).toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_IN_USE' });
    await owner.query(`select pg_terminate_backend(pid) from (${asleep}) as sleeping`);
    expect(await dying).toMatchObject({ status: 503 });
    inside.meanwhile = async () => {};
    expect(await post('k')).toMatchObject({ status: 201, replayed: false });
    expect(await count('effect')).toBe(1);
  });

  it('says 400 to a body of more levels than it can compare, and goes on', async () => {
    const deep = `{"points":5,"more":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
    expect(await post('k', deep)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect(await post('k')).toMatchObject({ status: 201 });
  });

  it('is answered again for 30 days, and not a millisecond longer; it never acts again', async () => {
    await post('k');
    const later = (ms: number) => new Date(NOW.getTime() + 30 * 86_400_000 + ms);
    expect(await forgetOldAnswers(database.db, later(0))).toBe(0);
    expect(await post('k')).toMatchObject({ status: 201, replayed: true });
    expect(await forgetOldAnswers(database.db, later(1))).toBe(1);
    const gone = await post('k');
    expect(gone).toMatchObject({ status: 409, code: 'IDEMPOTENCY_ANSWER_GONE', replayed: false });
    expect(JSON.parse(gone.text)).toMatchObject({ statusThen: 201 });
    expect(await post('k', '{"points":6}')).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await count('effect')).toBe(1);
    expect(await forgetOldAnswers(database.db, later(1))).toBe(0);
  });

  it('of a forgotten customer, or that named one, is answered no more, and the answers of all others stay as they are', async () => {
    const naming = { operation: 'POST /v1/households', params: {}, key: 'k', body: {} };
    const form = () =>
      runCommand(database.db, naming, NOW, async () => ({ status: 201, body: { members: ['b'] }, names: ['a', 'b'] }));
    await post('k', '{"points":5}', 'a/redemptions');
    await form();
    const other = await post('k', '{"points":5}', 'c/redemptions');
    // The second is the name of a field of every answer.
    for (const customerId of ['b', 'points', 'a']) {
      await database.db.transaction((tx) => forgetAnswers(tx, customerId));
      expect(await post('k', '{"points":5}', 'c/redemptions')).toEqual({ ...other, replayed: true });
      if (customerId === 'b') await expect(form()).rejects.toMatchObject({ code: 'IDEMPOTENCY_ANSWER_GONE' });
      expect((await post('k', '{"points":5}', 'a/redemptions')).replayed).toBe(customerId !== 'a');
    }
    const kept = 'select from idempotency_key where answer is not null or member is not null or names is not null';
    expect(await database.db.query(kept)).toHaveLength(1);
    expect(await count('effect')).toBe(2);
  });

  it('names no customer in what is stored beside its answer', async () => {
    await post('k', '{"points":5}', 'somebody/redemptions', 'ada');
    const [row] = await database.db.query('select operation, command_id, answer from idempotency_key');
    expect(row).toMatchObject({ operation: 'POST /v1/members/:id/redemptions' });
    expect(JSON.stringify(row)).not.toContain('somebody');
  });
});
