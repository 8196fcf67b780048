import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';
import { Database } from './database.js';
import { defineMigration } from './migration.js';
import { classify } from './sql-state.js';

const tables = defineMigration({
  scope: 'sample',
  number: 1,
  name: 'notes',
  up: 'create table notes (id int8 primary key, text text)',
});

describe('a database whose connections break', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => (fresh = await freshDatabase('broken', [tables])));
  afterAll(() => fresh.drop());
  beforeEach(() => fresh.db.query('delete from notes'));

  const lost: Error[] = [];
  const opened: Database[] = [];
  const open = async (url: string): Promise<Database> => {
    const db = await Database.connect({
      url,
      applicationName: 'breaking',
      poolSize: 2,
      onConnectionLost: (error) => lost.push(error),
    });
    opened.push(db);
    return db;
  };
  const proxies: Server[] = [];
  beforeEach(() => lost.splice(0));
  afterEach(async () => {
    for (const db of opened.splice(0)) await db.close();
    for (const proxy of proxies.splice(0)) proxy.close();
  });

  const ids = async (): Promise<bigint[]> =>
    (await fresh.db.query<{ id: bigint }>('select id from notes order by id')).map((row) => row.id);

  async function terminateAll(): Promise<void> {
    const owner = await Database.connect({ url: fresh.ownerUrl, applicationName: 'owner', poolSize: 1 });
    try {
      await owner.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'breaking'");
    } finally {
      await owner.close();
    }
  }

  /** A way to the same database; `change` is told what passes and may answer otherwise. */
  async function through(change: Changes): Promise<string> {
    const target = new URL(fresh.url);
    const proxy = createServer((client) => {
      const server = connect(Number(target.port || 5432), target.hostname);
      client.on('data', (bytes) => {
        change.request?.(bytes, client);
        server.write(bytes);
      });
      server.on('data', (bytes) => change.answer(bytes, client));
      for (const socket of [client, server])
        socket.on('error', () => {}).on('close', () => (client.destroy(), server.destroy()));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    proxies.push(proxy);
    const url = new URL(fresh.url);
    url.hostname = '127.0.0.1';
    url.port = String((proxy.address() as AddressInfo).port);
    return url.href;
  }

  it('tells of a lost idle connection and takes a new one', async () => {
    const db = await open(fresh.url);
    await db.query('select 1');
    await terminateAll();
    while (lost.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('fails a transaction whose connection is gone as infrastructure, throws the connection away, and goes on', async () => {
    const db = await open(fresh.url);
    const work = db.transaction(async (tx) => {
      await tx.query('insert into notes values (1)');
      await terminateAll();
      await tx.query('select 1');
    });
    expect(classify(await errorOf(work))).toBe('infrastructure');
    await db.transaction((tx) => tx.query('insert into notes values (2)'));
    expect(await ids()).toEqual([2n]);
  });

  it('passes on a connection lost during COMMIT as retryable, without hiding that the outcome is unknown: here it had committed', async () => {
    const cut = new Set<Socket>();
    const url = await through({
      request: (bytes, client) => void (bytes.includes('commit\0') && cut.add(client)),
      answer: (bytes, client) => (cut.has(client) ? client.destroy() : client.write(bytes)),
    });
    const db = await open(url);
    const work = db.transaction((tx) => tx.query('insert into notes values (7)'));
    await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE', retryable: true });
    while ((await ids()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ids()).toEqual([7n]);
  });

  it.each([
    ['is ended in the packet that opens it', (bytes: Buffer) => [bytes, ENDED]],
    ['is ended while it opens', () => [ENDED]],
  ])('fails as infrastructure when its session %s, and goes on', async (_when, answer) => {
    let ending = false;
    const url = await through({
      answer: (bytes, client) => {
        if (ending && bytes.subarray(-6).equals(READY)) client.end(Buffer.concat(answer(bytes)));
        else client.write(bytes);
      },
    });
    const db = await open(url);
    await db.transaction(async (tx) => {
      await tx.query('insert into notes values (1)');
      ending = true; // the pool has one connection, which is taken: the next statement opens another
      expect(classify(await errorOf(db.query('insert into notes values (2)')))).toBe('infrastructure');
      ending = false;
    });
    await db.query('insert into notes values (3)');
    expect(await ids()).toEqual([1n, 3n]);
  });

  it.each([1, 2, 3, 4])('fails as infrastructure when its first session is ended behind answer %d', async (last) => {
    let answers = 0;
    const url = await through({
      answer: (bytes, client) => {
        if (bytes.subarray(-6).equals(READY) && ++answers === last) client.end(Buffer.concat([bytes, ENDED]));
        else client.write(bytes);
      },
    });
    const failure = await errorOf(open(url).then((db) => db.query('select 1')));
    expect([undefined, 'infrastructure']).toContain(failure && classify(failure));
    expect(answers).toBeGreaterThanOrEqual(last);
    expect(await (await open(url)).query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('cannot be connected to while every session is ended in the packet that opens it', async () => {
    const url = await through({
      answer: (bytes, client) =>
        bytes.subarray(-6).equals(READY) ? client.end(Buffer.concat([bytes, ENDED])) : client.write(bytes),
    });
    expect(classify(await errorOf(open(url)))).toBe('infrastructure');
  });
});

interface Changes {
  readonly request?: (bytes: Buffer, client: Socket) => void;
  readonly answer: (bytes: Buffer, client: Socket) => void;
}

/** ReadyForQuery outside a transaction: with it a session has opened, and every statement has its answer. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');
/** What an administrator's command sends before the server closes. */
const ENDED = errorResponse('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0');

function errorResponse(fields: string): Buffer {
  const body = Buffer.from(`${fields}\0`, 'latin1');
  const head = Buffer.from('E\0\0\0\0', 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}
