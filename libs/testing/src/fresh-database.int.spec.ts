import { Kafka, logLevel } from 'kafkajs';

import { defineMigration } from '@perennial/persistence';

import { freshDatabase } from './fresh-database.js';
import { testStack, uniquePrefix } from './test-stack.js';

const migrations = [
  defineMigration({ scope: 'testing', number: 1, name: 'numbers', up: 'create table numbers (n int primary key)' }),
];

describe('freshDatabase', () => {
  it('gives each caller a migrated database of its own, which its runtime role can use but not change', async () => {
    const [one, two] = await Promise.all([freshDatabase('testing', migrations), freshDatabase('testing', migrations)]);
    try {
      await one.db.query('insert into numbers values (1)');
      expect(await one.db.query('select n from numbers')).toEqual([{ n: 1 }]);
      expect(await two.db.query('select n from numbers')).toEqual([]);
      await expect(two.db.query('drop table numbers')).rejects.toMatchObject({ code: '42501' });
    } finally {
      await Promise.all([one.drop(), two.drop()]);
    }
    await expect(freshDatabaseExists(one.url)).resolves.toBe(false);
  });
});

async function freshDatabaseExists(url: string): Promise<boolean> {
  const other = await freshDatabase('testing');
  try {
    const name = new URL(url).pathname.slice(1);
    return (await other.db.query('select from pg_database where datname = $1', [name])).length > 0;
  } finally {
    await other.drop();
  }
}

describe('testStack', () => {
  it('names a broker that clients can use under the address it advertises', async () => {
    const { brokers } = await testStack();
    const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      const topic = `${uniquePrefix()}commerce.purchase`;
      await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
      expect(await admin.fetchTopicOffsets(topic)).toHaveLength(3);
      await admin.deleteTopics({ topics: [topic] });
    } finally {
      await admin.disconnect();
    }
  });
});
