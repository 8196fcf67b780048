import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { certificates, ownStack, until } from '@perennial/testing';
import pg from 'pg';

import { Database } from './database.js';
import { DatabaseUnreachable } from './errors.js';

type Own = Awaited<ReturnType<typeof ownStack>>;

describe('a database that is reached over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'database-tls-'));
  const authority = join(folder, 'authority.pem');
  const another = join(folder, 'another.pem');
  let own: Own;

  beforeAll(async () => {
    writeFileSync(authority, certificates.authority);
    writeFileSync(another, certificates.clientCertificate);
    own = await ownStack();
    await present(certificates.brokerCertificate, certificates.brokerKey);
  });
  afterAll(async () => {
    await own?.end();
    rmSync(folder, { recursive: true });
  });

  /** Has the server be known by a certificate from now on. */
  async function present(certificate: string, key: string): Promise<void> {
    const server = new pg.Client(own.stack.postgresUrl);
    await server.connect();
    // Written by the server itself: it takes a key only of its own user, and that nobody else may read.
    const write = (file: string, text: string) =>
      server.query(
        `copy (select unnest(array[${text
          .split('\n')
          .map((line) => pg.escapeLiteral(line))
          .join()}]))
           to program 'umask 077; cat > ${file}'`,
      );
    await write('server.crt', certificate);
    await write('server.key', key);
    await server.query('alter system set ssl = on');
    await server.query('select pg_reload_conf()');
    await server.end();
  }

  const connect = (search: string): Promise<Database> => {
    const url = new URL(own.stack.postgresUrl);
    url.search = search;
    return Database.connect({ url: url.href, applicationName: 'spec', poolSize: 1 });
  };
  const cipherOf = async (db: Database) =>
    (await db.query<{ cipher: string }>('select cipher from pg_stat_ssl where pid = pg_backend_pid()'))[0]?.cipher;

  it('is, where its URL says so, with everything that a connection does', async () => {
    const db = await connect(`?sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`);
    expect(await cipherOf(db)).toMatch(/^TLS/);
    const together = await db.transaction((tx) =>
      Promise.all([tx.query('select 1 as n', [], 'one'), tx.query('select $1::int8 as n', [2n], 'two')]),
    );
    expect(together).toEqual([[{ n: 1 }], [{ n: 2n }]]);
    await db.close();
  });

  it('is not where its URL says nothing', async () => {
    const db = await connect('');
    expect(await cipherOf(db)).toBeNull();
    await db.close();
  });

  it('is not where its certificate was signed by somebody else', async () => {
    const others = `?sslmode=verify-full&sslrootcert=${encodeURIComponent(another)}`;
    await expect(connect(others)).rejects.toThrow(DatabaseUnreachable);
  });

  it('is not where its certificate has another name', async () => {
    await present(certificates.elsewhereCertificate, certificates.elsewhereKey);
    const refusal = () =>
      connect(`?sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`).then(
        (db) => db.close().then(() => 'was let in'),
        (error: Error) => String(error.cause),
      );
    // The server reads its files when it gets to it.
    await until('it is known by the other name', async () => (await refusal()) !== 'was let in');
    expect(await refusal()).toMatch(/does not match/);
  });
});
