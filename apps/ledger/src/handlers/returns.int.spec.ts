import { findMisfolded } from '../invariants/find-misfolded.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import {
  bought,
  cancelled,
  FEBRUARY,
  JANUARY,
  MARCH,
  referred,
  reviewed,
  sentBack,
  someone,
  takenBack,
} from './happenings.fixture.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
  expect(rig.retries).toBe(0);
});

const line = (lineId: string, quantity: number, unitPriceMinor: number) => ({
  ...{ lineId, sku: `sku-${lineId}`, quantity, unitPriceMinor },
});

describe('what comes back', () => {
  it('brings nobody points by an order cancelled before it was known, later than all of the referrer’s; I3 says so, too', async () => {
    const [ada, ben] = [someone(), someone()];
    const orderId = `o-${ben}`;
    await rig.handle([cancelled(orderId, MARCH, ben)]);
    await rig.handle([referred(ada, ben, JANUARY)]);
    await rig.handle([bought(ben, 5_000, FEBRUARY, { orderId })]);
    await rig.handle([bought(ada, 1_000, '2027-02-20T10:00:00.000Z')]);
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 1n }, totals: { earned: 1n, clawedBack: 0n } });
    expect(await findMisfolded(rig.db, rig.programmes)).toBeUndefined();
  });

  it.each<[string, readonly (readonly number[])[]]>([
    ['the purchase first', [[0], [1]]],
    ['the return first', [[1], [0]]],
    ['both at once', [[1, 0]]],
  ])('takes 10 of 19 points back when 100.00 of 199.00 USD are returned, %s', async (_title, chunks) => {
    const ada = someone();
    const orderId = `o-${ada}`;
    const events = [bought(ada, 19_900, JANUARY, { orderId }), sentBack(orderId, 10_000, FEBRUARY)];
    for (const chunk of chunks) await rig.handle(chunk.map((index) => events[index]!));
    expect(await rig.wallet(ada)).toMatchObject({
      balance: { available: 9n, debt: 0n },
      totals: { earned: 19n, clawedBack: 10n },
      tier: { qualifyingPoints: 9n },
      lots: [{ points: 9n }],
    });
    expect(await rig.waiting(`order:${orderId}`)).toEqual([]);
  });

  it('says what it took, caused by the return, also by one that had waited', async () => {
    const [ada, ben] = [someone(), someone()];
    const back = sentBack(`o-${ada}`, 10_000, FEBRUARY);
    await rig.handle([bought(ada, 19_900, JANUARY, { orderId: `o-${ada}` })]);
    const { messages } = await rig.handle([back]);
    expect(messages).toMatchObject([
      {
        ...{ type: 'loyalty.points.clawed-back.v1', time: FEBRUARY, subject: ada, causationid: back.id },
        data: { points: 10, balance: { available: 9 }, memberSequence: 1, reason: { rule: 'purchase' } },
      },
    ]);
    const early = sentBack(`o-${ben}`, 19_900, FEBRUARY);
    expect(await rig.handle([early])).toMatchObject({ messages: [], parked: [{ waitsFor: `order:o-${ben}` }] });
    const after = await rig.handle([bought(ben, 19_900, JANUARY, { orderId: `o-${ben}` })]);
    expect(after.messages.map(({ type, causationid }) => [type, causationid === early.id])).toEqual([
      ['loyalty.reward.issued.v1', false],
      ['loyalty.points.clawed-back.v1', true],
    ]);
  });

  it('owes what was spent meanwhile, and repays it with the next points', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 100_000, JANUARY, { orderId: `o-${ada}` })]);
    const at = Date.parse(FEBRUARY);
    const redemption = { redemptionId: `r-${ada}`, rewardId: 'bracelet', points: 90n };
    await rig.decide(ada, {
      ...{ id: `r-${ada}`, at },
      decisionOf: (account) => ({ kind: 'redemption', ...redemption, pool: [account(ada)] }),
    });
    await rig.handle([sentBack(`o-${ada}`, 100_000, MARCH)]);
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 0n, debt: 90n }, lots: [] });
    await rig.handle([bought(ada, 95_000, '2027-04-01T00:00:00Z')]);
    expect(await rig.wallet(ada)).toMatchObject({
      balance: { available: 5n, debt: 0n },
      totals: { earned: 195n, redeemed: 90n, clawedBack: 100n },
      lots: [{ points: 5n }],
    });
  });

  it('makes a cancelled order one that never counted, whatever comes of it afterwards', async () => {
    const ada = someone();
    const orderId = `o-${ada}`;
    await rig.handle([bought(ada, 10_000, JANUARY, { orderId })]);
    const { messages } = await rig.handle([cancelled(orderId, FEBRUARY)]);
    expect(messages).toMatchObject([{ type: 'loyalty.points.clawed-back.v1', data: { points: 10 } }]);
    const later = await rig.handle([bought(ada, 90_000, MARCH, { orderId, revision: 1 }), sentBack(orderId, 5, MARCH)]);
    expect([later.messages, later.rejected]).toEqual([[], []]);
    expect(await rig.wallet(ada)).toMatchObject({
      balance: { available: 0n },
      totals: { earned: 0n, clawedBack: 0n },
      tier: { qualifyingPoints: 0n },
    });
  });

  it('cancels an order that comes after its cancellation', async () => {
    const ada = someone();
    await rig.handle([cancelled(`o-${ada}`, FEBRUARY)]);
    const { messages } = await rig.handle([bought(ada, 10_000, JANUARY, { orderId: `o-${ada}` })]);
    expect(messages.map(({ type, data }) => [type, Object(data).points])).toEqual([
      ['loyalty.reward.issued.v1', 10],
      ['loyalty.points.clawed-back.v1', 10],
    ]);
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 0n }, totals: { earned: 0n } });
  });

  it('counts the highest revision at the place of the earliest, in either order of arrival', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const ada = someone();
      const revisions = [
        bought(ada, 10_000, JANUARY, { orderId: `o-${ada}` }),
        bought(ada, 25_000, MARCH, { orderId: `o-${ada}`, revision: 1 }),
      ];
      for (const index of order) await rig.handle([revisions[index]!]);
      expect(await rig.wallet(ada)).toMatchObject({
        balance: { available: 25n },
        totals: { earned: 25n },
        lots: [{ points: 25n, availableAt: Date.parse(JANUARY), expiresAt: Date.parse('2028-02-01T00:00:00Z') }],
      });
    }
  });
});

describe('what contradicts its order or review', () => {
  it('is refused with its reason and makes nobody a member', async () => {
    const [ada, ben, stranger] = [someone(), someone(), someone('stranger')];
    const orderId = `o-${ada}`;
    await rig.handle([
      bought(ada, 1000, JANUARY, { orderId, lines: [line('a', 2, 500)] }),
      reviewed(ada, 'ring', JANUARY, { reviewId: `r-${ada}` }),
      bought(ben, 100, JANUARY),
    ]);
    const returned = (more: object, amountMinor = 100) => sentBack(orderId, amountMinor, MARCH, more);
    const cases: readonly [string, Parameters<LedgerRig['handle']>[0][number]][] = [
      ['DUPLICATE_ORDER', bought(stranger, 1000, FEBRUARY, { orderId, revision: 1 })],
      ['DUPLICATE_ORDER', bought(undefined, 1000, FEBRUARY, { orderId, revision: 2 })],
      ['DUPLICATE_ORDER', bought(ada, 1001, FEBRUARY, { orderId })],
      ['CUSTOMER_MISMATCH', returned({ customerId: ben })],
      ['CUSTOMER_MISMATCH', cancelled(orderId, MARCH, stranger)],
      ['CUSTOMER_MISMATCH', takenBack(ben, `r-${ada}`, MARCH)],
      ['CURRENCY_MISMATCH', returned({ currency: 'EUR' })],
      ['INVALID_DATA', returned({ lines: [{ lineId: 'b', quantity: 1, amountMinor: 100 }] })],
      ['OVER_RETURN', returned({}, 1001)],
      ['OVER_RETURN', returned({ lines: [{ lineId: 'a', quantity: 3, amountMinor: 100 }] })],
    ];
    for (const [reason, event] of cases) {
      const { refused, messages } = await rig.handle([event]);
      expect([reason, [...refused], messages]).toEqual([reason, [[event.id, reason]], []]);
    }
    expect(await rig.wallet(stranger)).toBeUndefined();
    expect(await rig.wallet(ada)).toMatchObject({ balance: { available: 6n }, totals: { clawedBack: 0n } });
  });

  it('OVER_RETURN counts all returns of the order, and an amendment that drops a returned line', async () => {
    const ada = someone();
    const orderId = `o-${ada}`;
    await rig.handle([bought(ada, 1000, JANUARY, { orderId, lines: [line('a', 1, 600), line('b', 1, 400)] })]);
    const first = sentBack(orderId, 600, FEBRUARY, { lines: [{ lineId: 'a', quantity: 1, amountMinor: 600 }] });
    expect((await rig.handle([first])).refused.size).toBe(0);
    const tooMuch = sentBack(orderId, 401, MARCH);
    const dropping = bought(ada, 400, MARCH, { orderId, revision: 1, lines: [line('b', 1, 400)] });
    const { refused } = await rig.handle([tooMuch, dropping]);
    expect([refused.get(tooMuch.id), refused.get(dropping.id)]).toEqual(['OVER_RETURN', 'OVER_RETURN']);
    expect((await rig.handle([sentBack(orderId, 400, MARCH)])).refused.size).toBe(0);
  });

  it('is judged in order of things among those that waited, and the refused one gives its identity back', async () => {
    const ada = someone();
    const orderId = `o-${ada}`;
    const [early, late] = [sentBack(orderId, 700, FEBRUARY), sentBack(orderId, 700, MARCH)];
    await rig.handle([late]);
    await rig.handle([early]);
    const { refused } = await rig.handle([bought(ada, 1000, JANUARY, { orderId })]);
    expect([...refused]).toEqual([[late.id, 'OVER_RETURN']]);
    const corrected = { ...late, data: { ...late.data, amountMinor: 300 } };
    expect((await rig.handle([corrected])).refused.size).toBe(0);
    expect(await rig.wallet(ada)).toMatchObject({ totals: { earned: 1n, clawedBack: 1n } });
  });
});
