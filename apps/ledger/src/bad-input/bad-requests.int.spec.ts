import { encodeStructured, purchaseCompleted } from '@perennial/contracts';
import { anEvent, BAD_INPUT_NOW } from '@perennial/testing';

import { bodies } from './bad-bodies.fixture.js';
import { ADA, BEN } from './bad-request.fixture.js';
import { headers, paths, queries } from './bad-requests.fixture.js';
import { decisions } from './refused-decisions.fixture.js';
import { RunningLedger } from './running-ledger.fixture.js';

/** What changes by itself, and the answers that are kept for a repeat of a command that was refused. */
const NOT_COUNTED = [
  'checkpoint',
  'idempotency_key',
  'lease',
  'outbox',
  'sealed_booking',
  'unsealed_booking',
  'reconciliation_walk',
];

describe('a ledger that is asked what it must refuse', () => {
  let ledger: RunningLedger;
  let rows: () => Promise<unknown>;
  let rowsAtStart: unknown;

  beforeAll(async () => {
    ledger = await RunningLedger.start(BAD_INPUT_NOW);
    const purchases = [ADA, BEN].map((customerId, number) => {
      const data = { customerId, totalMinor: 10_450, currency: 'USD', lines: undefined };
      return { ...encodeStructured(anEvent(purchaseCompleted, { time: '2027-03-01T10:00:00Z', data })), number };
    });
    await ledger.send(purchases);
    await ledger.settled();
    const tables = await ledger.db.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename <> all($1) order by 1`,
      [NOT_COUNTED],
    );
    const counts = tables.map(({ name }) => `(select count(*) from "${name}") as "${name}"`);
    rows = () => ledger.db.query(`select ${counts.join()}, (select sum(available) from balance) as points`);
    rowsAtStart = await rows();
  });
  afterAll(() => ledger?.end());

  const cases = Object.entries({ bodies, headers, paths, queries, decisions }).flatMap(([group, list]) =>
    list.map(([title, request, status, code]) => ({ group, title, request, status, code })),
  );

  it.each(cases)('$group, $status $code: $title', async ({ request, status, code }) => {
    const { body, type, ...answer } = await ledger.ask(request);
    expect([answer.status, body['code'], body['status']]).toEqual([status, code, status]);
    expect(type).toMatch(/^application\/problem\+json/);
    expect(String(body['detail'])).not.toMatch(/[\u0000-\u001f\u007f-\u009f]|node_modules|\bat .*\.js:\d/);
    expect(await rows()).toEqual(rowsAtStart);
  });

  it('refuses a key that comes again with another body, and answers the same one as it did', async () => {
    const send = (points: number) =>
      ledger.ask({
        method: 'POST',
        path: `/v1/members/${ADA}/reservations`,
        headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
        body: JSON.stringify({ points, ttlSeconds: 60 }),
      });
    const first = await send(1);
    expect(first.status).toBe(201);
    const before = await rows();
    expect(await send(1)).toEqual(first);
    expect(await send(2)).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await rows()).toEqual(before);
  });

  it('goes on, and logs no error meanwhile', async () => {
    expect(await ledger.get('/health/ready')).toMatchObject({ status: 200 });
    expect(ledger.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
