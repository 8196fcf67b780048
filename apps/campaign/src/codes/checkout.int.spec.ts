import { randomUUID } from 'node:crypto';

import { anOrder, CodesRig, NOW, type Said } from './codes-rig.fixture.js';

describe('codes at the checkout', () => {
  let rig: CodesRig;
  beforeAll(async () => {
    rig = await CodesRig.start();
  });
  beforeEach(() => rig.clock.set(NOW));
  afterAll(() => rig?.end());

  const usesOf = async (code: string) => {
    const rows = await rig.database.db.query<{ uses: number }>('select uses from issued_code where digest = $1', [
      rig.vault.digestOf(code),
    ]);
    return rows[0]?.uses;
  };
  const twenty = { status: 200, valid: true, discountMinor: 2_000 };

  it('validates 20 % of 100.00 as 20.00, however it is typed, as often as it is asked, without using it', async () => {
    const code = await rig.issue();
    for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ' ')]) {
      expect(await rig.validate(typed, anOrder())).toEqual(twenty);
    }
    expect(await usesOf(code)).toBe(0);
  });

  it('redeems a code once, and says so to every other order', async () => {
    const code = await rig.issue();
    expect(await rig.redeem(code, anOrder())).toEqual(twenty);
    const used = { status: 200, valid: false, discountMinor: 0, reason: 'used' };
    expect(await rig.redeem(code, anOrder())).toEqual(used);
    expect(await rig.validate(code, anOrder())).toEqual(used);
    expect(await usesOf(code)).toBe(1);
  });

  it('answers the same order the same, with the same key, with another one, and when the order was changed meanwhile', async () => {
    const code = await rig.issue();
    const order = anOrder();
    const key = randomUUID();
    for (const again of [key, key, randomUUID()]) expect(await rig.redeem(code, order, again)).toEqual(twenty);
    expect(await rig.redeem(code, { ...order, totalMinor: 50 })).toEqual(twenty);
    expect(await rig.validate(code, order)).toEqual(twenty);
    expect(await usesOf(code)).toBe(1);
    expect(await rig.redeem(code, { ...order, totalMinor: 50 }, key)).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('refuses to redeem without an Idempotency-Key', async () => {
    expect(await rig.post(`${await rig.issue()}/redeem`, anOrder(), '')).toMatchObject({
      status: 400,
      code: 'IDEMPOTENCY_KEY_REQUIRED',
    });
  });

  it.each([1, 7])('redeems a code with a limit of %i exactly so often under 50 parallel orders', async (usesMax) => {
    const code = await rig.issue({ usesMax });
    const answers = await Promise.all(Array.from({ length: 50 }, () => rig.redeem(code, anOrder())));
    const valid = answers.filter((answer) => answer['valid'] === true);
    expect(valid).toHaveLength(usesMax);
    expect(answers.filter((answer) => answer['reason'] === 'used')).toHaveLength(50 - usesMax);
    expect(await usesOf(code)).toBe(usesMax);
  });

  it('uses a code once for 20 parallel requests of one order with keys of their own', async () => {
    const code = await rig.issue({ usesMax: 5 });
    const order = anOrder();
    const answers = await Promise.all(Array.from({ length: 20 }, () => rig.redeem(code, order)));
    expect(answers).toEqual(Array(20).fill(twenty));
    expect(await usesOf(code)).toBe(1);
  });

  it.each<[string, Parameters<CodesRig['issue']>[0], object, string?]>([
    ['other-customer', {}, { customerId: 'bob' }],
    ['other-customer', {}, { customerId: undefined }],
    ['not-yet-valid', { validFrom: new Date('2027-01-08T00:00:00.001Z') }, {}],
    ['expired', { validTo: new Date(NOW) }, {}],
    ['other-currency', { value: { amountMinor: 1_000, currency: 'EUR' } }, {}],
    ['nothing-in-scope', { scope: { categories: ['rings'] } }, {}],
  ])('says %s of a code, to whoever validates and to whoever redeems', async (reason, changes, order) => {
    const code = await rig.issue(changes);
    const refused = { status: 200, valid: false, discountMinor: 0, reason };
    expect(await rig.validate(code, anOrder(order))).toEqual(refused);
    expect(await rig.redeem(code, anOrder(order))).toEqual(refused);
    expect(await usesOf(code)).toBe(0);
  });

  it('takes 20 % of the rings after their own discount, and nothing of gift cards', async () => {
    const line = { quantity: 1, unitPriceMinor: 6_000 };
    const lines = [
      { sku: 'ring', category: 'rings', quantity: 2, unitPriceMinor: 2_000, discountMinor: 1_001 },
      { ...line, sku: 'chain', category: 'chains' },
      { ...line, sku: 'card', category: 'rings', giftCard: true },
    ];
    const code = await rig.issue({ scope: { categories: ['rings'] } });
    expect(await rig.validate(code, anOrder({ lines, totalMinor: 15_000 }))).toMatchObject({ discountMinor: 599 });
  });

  it('says which code pays for the shipping', async () => {
    const code = await rig.issue({ value: { freeShipping: true } });
    expect(await rig.redeem(code, anOrder())).toEqual({ ...twenty, discountMinor: 0, freeShipping: true });
  });

  it('lets a guest use a code that is bound to nobody', async () => {
    const code = await rig.issue({ origin: 'block', customerId: undefined, digest: undefined });
    await rig.database.db.query(
      `insert into issued_code select $1, bucket, coupon_id, 0, 1 from coupon where origin = 'block' and coupon_id not in (select coupon_id from issued_code)`,
      [rig.vault.digestOf(code)],
    );
    expect(await rig.redeem(code, anOrder({ customerId: undefined }))).toEqual(twenty);
  });

  describe('several on one order', () => {
    const all = (answer: Said) => answer['codes'] as Said[];
    const classes = async () => ({
      alone: await rig.issue({ value: { percent: 20 } }),
      welcome: await rig.issue({ value: { percent: 15 }, stacking: 'welcome' }),
      reward: await rig.issue({ value: { amountMinor: 1_000, currency: 'USD' }, stacking: 'reward' }),
    });

    it('are the best combination for the member, in whatever order they are named, with the reason for the others', async () => {
      const { alone, welcome, reward } = await classes();
      const answer = await rig.post('validate', { codes: [alone, welcome, reward], order: anOrder() }, '');
      expect(answer).toEqual({
        ...{ status: 200, valid: false, discountMinor: 2_500 },
        codes: [
          { valid: false, discountMinor: 0, reason: 'not-combinable' },
          { valid: true, discountMinor: 1_500 },
          { valid: true, discountMinor: 1_000 },
        ],
      });
      const turned = await rig.post('validate', { codes: [reward, welcome, alone], order: anOrder() }, '');
      expect(all(turned)).toEqual(all(answer).toReversed());
    });

    it('are redeemed all or none', async () => {
      const { alone, welcome, reward } = await classes();
      const order = anOrder();
      expect(await rig.post('redeem', { codes: [alone, welcome], order })).toMatchObject({
        valid: false,
        discountMinor: 0,
      });
      expect([await usesOf(alone), await usesOf(welcome)]).toEqual([0, 0]);
      const both = { ...{ status: 200, valid: true, discountMinor: 2_500 }, codes: expect.any(Array) };
      expect(await rig.post('redeem', { codes: [welcome, reward], order })).toEqual(both);
      expect(await rig.post('redeem', { codes: [welcome, reward], order })).toEqual(both);
      expect([await usesOf(welcome), await usesOf(reward)]).toEqual([1, 1]);
      expect(await rig.redeem(alone, order)).toMatchObject({ valid: false, reason: 'not-combinable' });
    });

    it('are not used twice by orders that want them in another order, and nobody waits for ever', async () => {
      const { welcome, reward } = await classes();
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          rig.post('redeem', { codes: n % 2 === 0 ? [welcome, reward] : [reward, welcome], order: anOrder() }),
        ),
      );
      expect(answers.filter((answer) => answer['valid'])).toHaveLength(1);
      expect([await usesOf(welcome), await usesOf(reward)]).toEqual([1, 1]);
    });
  });

  describe('whoever guesses', () => {
    it('is refused with 429 after 20 codes in a minute that were not theirs, also with one that is; not in the next minute', async () => {
      const order = anOrder({ customerId: 'guesser' });
      const own = await rig.issue({ customerId: 'guesser' });
      for (let guess = 0; guess < 19; guess += 1) {
        expect(await rig.validate(rig.vault.draw(), order)).toMatchObject({ reason: 'unknown' });
      }
      expect(await rig.redeem(rig.vault.draw(), order)).toMatchObject({ reason: 'unknown' });
      const refused = { status: 429, code: 'TOO_MANY_UNKNOWN_CODES' };
      expect(await rig.validate(rig.vault.draw(), order)).toMatchObject(refused);
      expect(await rig.validate(own, order)).toMatchObject(refused);
      expect(await rig.redeem(own, order)).toMatchObject(refused);
      expect(await rig.validate(await rig.issue({ customerId: 'bob' }), anOrder({ customerId: 'bob' }))).toEqual(
        twenty,
      );
      rig.clock.set('2027-01-08T00:01:00Z');
      expect(await rig.redeem(own, order)).toEqual(twenty);
    });

    it('is told of a mistyped code without being counted', async () => {
      const order = anOrder({ customerId: 'typist' });
      const code = await rig.issue({ customerId: 'typist' });
      const typo = code.slice(0, -1) + (code.endsWith('2') ? '3' : '2');
      for (let time = 0; time < 30; time += 1) {
        expect(await rig.validate(typo, order)).toMatchObject({ valid: false, reason: 'mistyped' });
      }
      expect(await rig.validate(code, order)).toEqual(twenty);
    });
  });

  it('keeps no code in any table as it was issued', async () => {
    const [code, other] = [await rig.issue({ usesMax: 2 }), await rig.issue()];
    await rig.redeem(code, anOrder());
    await rig.post('redeem', { codes: [code, other], order: anOrder() });
    const tables = await rig.database.db.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'outbox'`,
    );
    for (const { name } of tables) {
      const [found] = await rig.database.db.query<{ n: bigint }>(
        `select count(*) as n from ${name} t where t::text like '%' || $1 || '%'`,
        [code],
      );
      expect([name, found?.n]).toEqual([name, 0n]);
    }
  });
});
