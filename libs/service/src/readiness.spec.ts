import type { Delivery, DeliveryStatus } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { Readiness } from './readiness.js';

const well: DeliveryStatus = {
  joined: true,
  assignment: [],
  halted: [],
  outbox: { pending: 0, oldestSeconds: 0 },
  lag: 0n,
  movingLag: 0n,
  lastActivity: null,
  fatal: null,
};

function readiness(status: Partial<DeliveryStatus>, query: () => Promise<unknown[]> = async () => []): Readiness {
  const db: Pick<Database, 'query'> = { query: query as Database['query'] };
  const delivery: Pick<Delivery, 'status'> = { status: () => ({ ...well, ...status }) };
  return new Readiness(db as Database, delivery as Delivery);
}

describe('readiness', () => {
  it('misses nothing when database, consumer and publisher work', async () => {
    expect(await readiness({}).missing()).toEqual([]);
  });

  it('misses a database that fails, and one that does not answer within 2 s', async () => {
    expect(await readiness({}, () => Promise.reject(new Error('x'))).missing()).toEqual([
      'the database does not answer',
    ]);
    expect(await readiness({}, () => new Promise(() => {})).missing()).toEqual(['the database does not answer']);
  });

  it('names a consumer that has not joined, and each halted partition with its reason', async () => {
    const halted = {
      topic: 'commerce.review',
      partition: 3,
      reason: 'LOG_TRUNCATED' as const,
      detail: 'offsets 4 to 9 are gone',
      since: new Date(0),
    };
    expect(await readiness({ joined: false, halted: [halted] }).missing()).toEqual([
      'the consumer has not joined its group',
      'commerce.review/3 is halted, LOG_TRUNCATED: offsets 4 to 9 are gone',
    ]);
  });

  it('misses publication once the oldest message waits for more than 60 s', async () => {
    expect(await readiness({ outbox: { pending: 5, oldestSeconds: 60 } }).missing()).toEqual([]);
    expect(await readiness({ outbox: { pending: 5, oldestSeconds: 61 } }).missing()).toEqual([
      'the oldest of 5 unpublished messages waits for 61 s',
    ]);
  });

  it('sends nobody to a process that is stopping', async () => {
    const ending = readiness({});
    ending.stopping = true;
    expect(await ending.missing()).toEqual(['the service is stopping']);
  });
});
