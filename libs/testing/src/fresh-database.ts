import { randomBytes } from 'node:crypto';

import {
  Database,
  databaseName,
  migrate,
  ownerUrl,
  provision,
  runtimeUrl,
  type MigrationClass,
} from '@perennial/persistence';

import { testStack } from './test-stack.js';

export interface FreshDatabase {
  /** As the service's runtime role, which may do no more than the service. */
  readonly url: string;
  /** As the owner: for assertions on what the runtime role may not see, and for further migrations. */
  readonly ownerUrl: string;
  /** Connected as the runtime role. */
  readonly db: Database;
  /** Closes `db` and removes database and role. Sessions that are still open are ended. */
  drop(): Promise<void>;
}

/** A database of one spec alone, made and migrated as `npm run migrate` does it. */
export async function freshDatabase(
  service: string,
  migrations: readonly MigrationClass[] = [],
): Promise<FreshDatabase> {
  const { postgresUrl } = await testStack();
  const name = `${service}_${randomBytes(4).toString('hex')}`;
  await provision({ serverUrl: postgresUrl, services: [name] });
  const owner = ownerUrl(postgresUrl, name);
  await migrate({ ownerUrl: owner, migrations });
  const url = runtimeUrl(postgresUrl, name);
  const db = await Database.connect({ url, applicationName: `test-${service}` });
  return {
    url,
    ownerUrl: owner,
    db,
    async drop() {
      await db.close();
      const server = await Database.connect({ url: postgresUrl, applicationName: 'test-drop', poolSize: 1 });
      try {
        await server.query(`drop database if exists ${databaseName(name)} with (force)`);
        await server.query(`drop role if exists ${databaseName(name)}`);
      } finally {
        await server.close();
      }
    },
  };
}
