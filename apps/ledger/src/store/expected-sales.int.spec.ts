import { bought, FEBRUARY, JANUARY, MARCH, sentBack, someone } from '../handlers/happenings.fixture.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { verifyLedger } from './queries/verify-ledger.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start('travel-club');
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
});

async function orderRow(orderId: string) {
  const [row] = await rig.db.query(
    'select account is not null as known, revision, currency, total, returned from sale where thing = $1',
    [`order:${orderId}`],
  );
  return row;
}

describe('the row of an order', () => {
  it('says what its purchase says', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 10_000, JANUARY, { orderId: `o-${ada}` })]);
    expect(await orderRow(`o-${ada}`)).toMatchObject({ known: true, revision: 0n, currency: 'USD', total: 10_000n });
  });

  it('says what all events of a chunk come to', async () => {
    const ada = someone();
    const orderId = `o-${ada}`;
    await rig.handle([
      sentBack(orderId, 1_000, MARCH),
      bought(ada, 10_000, JANUARY, { orderId }),
      bought(ada, 20_000, FEBRUARY, { orderId, revision: 1 }),
    ]);
    expect(await orderRow(orderId)).toMatchObject({ known: true, revision: 1n, total: 20_000n, returned: 1_000n });
  });

  it('says nothing of a purchase that is refused, and its return waits for another one', async () => {
    const ada = someone();
    const orderId = `o-${ada}`;
    const refused = await rig.handle([bought(ada, 10_000, JANUARY, { orderId, partnerId: 'nobody' })]);
    expect([...refused.refused.values()]).toEqual(['UNKNOWN_PARTNER']);
    expect(await orderRow(orderId)).toMatchObject({ known: false, revision: null, currency: null, total: null });
    const { parked } = await rig.handle([sentBack(orderId, 1_000, FEBRUARY)]);
    expect(parked).toHaveLength(1);
  });
});
