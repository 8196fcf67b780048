import { anOrder, CodesRig } from '../codes-rig.fixture.js';
import { sealNextCodes } from './seal-old-codes.job.js';

describe('codes of a build that kept them as they were issued', () => {
  let rig: CodesRig;
  beforeAll(async () => {
    rig = await CodesRig.start();
  });
  afterAll(() => rig?.end());

  it('are taken over: shown and valid as before, and nowhere as they were issued', async () => {
    const { db } = rig.database;
    const code = rig.vault.draw();
    const offerId = '7c5f5a2e-11c3-5b0b-8d5e-6e1b8d3f9a44';
    await db.query(`insert into customer_record (customer_id, bucket, person_id) values ('ann', 1, 'ann')`);
    await db.query(
      `insert into offer (customer_id, offer_id, bucket, campaign_id, kind, value, code, valid_from, valid_to, programme_version, text)
       values ('ann', $1, 1, 'next-purchase', 'discount', '{"percent":20}', $2, '2027-01-01', '2027-03-01', 1, '20 % off')`,
      [offerId, code],
    );
    await db.query(`insert into code (code, bucket, customer_id, offer_id) values ($1, 1, 'ann', $2)`, [code, offerId]);

    expect(await sealNextCodes(db, rig.vault)).toBe(1);
    expect(await sealNextCodes(db, rig.vault)).toBe(0);
    expect(await db.query('select code from offer')).toEqual([{ code: null }]);
    expect(await db.query('select * from code')).toEqual([]);
    expect(await rig.offersOf('ann')).toMatchObject([{ offerId, code, isUsed: false }]);
    expect(await rig.redeem(code, anOrder())).toMatchObject({ valid: true, discountMinor: 2_000 });
    expect(await rig.redeem(code, anOrder())).toMatchObject({ reason: 'used' });
  });
});
