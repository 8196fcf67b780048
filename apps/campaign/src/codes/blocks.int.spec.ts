import { randomUUID } from 'node:crypto';

import { until } from '@perennial/testing';

import { anOrder, CodesRig } from './codes-rig.fixture.js';

const BLOCK = { name: 'summer', count: 12_000, value: { percent: 10 }, validTo: '2027-02-01T00:00:00Z' };

describe('blocks of codes', () => {
  let rig: CodesRig;
  beforeAll(async () => {
    rig = await CodesRig.start();
  });
  afterAll(() => rig?.end());

  const make = (block: object, key: string = randomUUID(), signal?: AbortSignal) =>
    fetch(rig.url('blocks'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(block),
      ...(signal && { signal }),
    });
  const codesIn = (csv: string) => csv.split('\r\n').slice(1, -1);
  const issued = async () => {
    const [row] = await rig.database.db.query<{ n: bigint }>('select count(*) as n from issued_code');
    return row?.n;
  };

  it('are 12,000 different codes as CSV, each valid for one order of anybody until the end', async () => {
    const answer = await make(BLOCK);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const codes = codesIn(await answer.text());
    expect(new Set(codes).size).toBe(12_000);
    expect(await issued()).toBe(12_000n);
    const [first = '', last = ''] = [codes[0], codes.at(-1)];
    expect(await rig.redeem(first, anOrder())).toEqual({ status: 200, valid: true, discountMinor: 1_000 });
    expect(await rig.redeem(first, anOrder({ customerId: 'bob' }))).toMatchObject({ reason: 'used' });
    expect(await rig.validate(last, anOrder({ customerId: undefined }))).toMatchObject({ valid: true });
    rig.clock.set('2027-02-01T00:00:00Z');
    expect(await rig.validate(last, anOrder())).toMatchObject({ reason: 'expired' });
    rig.clock.set('2027-01-08T00:00:00Z');
    expect(JSON.stringify(await rig.database.db.query('select * from coupon'))).not.toContain(first);
  });

  it('are not made twice with one key', async () => {
    const before = await issued();
    const key = randomUUID();
    expect(codesIn(await (await make({ ...BLOCK, count: 3 }, key)).text())).toHaveLength(3);
    const again = await make({ ...BLOCK, count: 3 }, key);
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'CODE_BLOCK_EXISTS' }]);
    expect(await issued()).toBe((before ?? 0n) + 3n);
  });

  it('leave nothing behind when whoever asked is gone before the last code', async () => {
    const before = await issued();
    const gone = new AbortController();
    const answer = await make({ ...BLOCK, count: 1_000_000 }, randomUUID(), gone.signal);
    const reader = answer.body?.getReader();
    await reader?.read();
    gone.abort();
    await until('the transaction is rolled back', async () => {
      const rows = await rig.database.db.query(
        `select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      );
      return rows.length === 0;
    });
    expect(await issued()).toBe(before);
    expect(
      await rig.database.db.query(`select 1 from coupon where coupon_id not in (select coupon_id from issued_code)`),
    ).toEqual([]);
  });

  it.each([[undefined], ['x'], [{}], [{ amountMinor: 300 }], [{ percent: 10, amountMinor: 300, currency: 'USD' }]])(
    'are refused with the forms that a value has: %j',
    async (value) => {
      const answer = await make({ ...BLOCK, value });
      const message = 'must have percent, amountMinor and currency, or freeShipping: true, and nothing else';
      expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '#/value', message }] });
    },
  );

  it.each([
    [{ value: { percent: 101 } }],
    [{ count: 0 }],
    [{ value: { percent: 10, freeShipping: true } }],
    [{ validFrom: '2027-03-01T00:00:00Z' }],
  ])('are refused with %j', async (changes) => {
    expect((await make({ ...BLOCK, ...changes })).status).toBe(400);
  });
});
