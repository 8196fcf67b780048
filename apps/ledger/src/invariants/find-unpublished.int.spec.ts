import type { PublishedMessages } from '@perennial/messaging';
import { buys, isErasedAt, refers } from '@perennial/oracle';

import { LedgerRig } from '../ledger-rig.fixture.js';
import { findUnpublished, readPublishable } from './find-unpublished.js';

const published: PublishedMessages = {
  ...{ messages: new Map(), isWhole: true, differentCopy: undefined, outOfSequence: undefined },
};

describe('what was booked and never published', () => {
  let rig: LedgerRig;
  beforeAll(async () => {
    rig = await LedgerRig.start('jeweller');
  });
  afterAll(() => rig?.stop());

  const found = async () => findUnpublished(rig.db, await readPublishable(rig.db), published);

  it('is nothing of what late facts of others bring to who was forgotten', async () => {
    await rig.handle([refers('ann', 'dan', 'f-1', '2027-02-01T10:00:00Z')]);
    await rig.handle([isErasedAt('ann', '2027-02-02T10:00:00Z')]);
    await rig.handle([buys('dan', 'o-1', '2027-02-03T10:00:00Z', 10_000)]);
    const brought = await rig.db.query(`select from transfer where rule = 'referral-referrer' and kind = 'accrual'`);
    expect(brought).toHaveLength(1);
    expect(await found()).toBeUndefined();
  });

  it('is a transfer of a member that waits for nothing', async () => {
    await rig.owner.query('delete from outbox');
    expect(await found()).toMatch(/transfer .* was booked and never published/);
  });
});
