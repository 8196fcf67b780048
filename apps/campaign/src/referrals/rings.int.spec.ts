import { referralCreated, type Envelope } from '@perennial/contracts';
import { isErasedAt } from '@perennial/oracle';
import { anEvent, settableClock } from '@perennial/testing';

import { jewellerWith } from '../programme.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { gives, takes } from './told-friends.fixture.js';

const AT = '2027-01-05T10:00:00Z';

const brings = (referrerId: string, refereeId: string, deviceDigest?: string): Envelope =>
  anEvent(referralCreated, {
    data: { referrerId, refereeId, deviceDigest, addressDigest: undefined, referralId: `${referrerId}-${refereeId}` },
    ...{ time: AT, id: `${referrerId}-${refereeId}` },
  });
const about = (referralId: string) => ({ time: AT, thing: `referral:${referralId}`, causationid: `for-${referralId}` });

interface Page {
  readonly items: readonly {
    readonly customerId: string;
    readonly referrals: readonly { readonly refereeId: string; readonly ring: string[]; readonly points: unknown }[];
  }[];
  readonly nextCursor: string | null;
}

describe('referrals with signs of a ring', () => {
  let routes: CampaignRoutes;
  beforeEach(async () => {
    routes = await CampaignRoutes.start(jewellerWith('refer-a-friend'), settableClock('2027-06-01T00:00:00Z'));
  });
  afterEach(() => routes?.end());

  const rings = async (query = '') => (await routes.get(`referrals/rings${query}`)) as Page;

  /** ann's first three friends have one device, zed's three another, eve and fay have brought each other; dan's two are a couple. */
  async function arriveRings(): Promise<void> {
    await routes.service.arrive(
      ...['bob', 'cid', 'gus'].map((friend) => brings('ann', friend, 'one')),
      ...[brings('ann', 'hal', 'another'), brings('eve', 'fay'), brings('fay', 'eve')],
      ...['ian', 'jon'].map((friend) => brings('dan', friend, 'one')),
      ...['kim', 'leo', 'mia'].map((friend) => brings('zed', friend, 'two')),
      gives({ side: 'referrer', customerId: 'ann', ...about('ann-bob') }),
      gives({ side: 'referee', customerId: 'bob', ...about('ann-bob') }),
      gives({ side: 'referrer', customerId: 'ann', ...about('ann-cid'), sequence: 2 }),
      gives({ side: 'referrer', customerId: 'ann', ...about('ann-hal'), sequence: 3 }),
      takes({ side: 'referrer', customerId: 'ann', ...about('ann-cid') }),
    );
  }

  it('are listed by referrer with the points that stand, so that somebody can take them back; others of theirs are not', async () => {
    await arriveRings();
    const { items } = await rings();
    expect(items.map(({ customerId, referrals }) => [customerId, referrals.map(({ refereeId }) => refereeId)])).toEqual(
      [
        ['ann', ['bob', 'cid', 'gus']],
        ['eve', ['fay']],
        ['fay', ['eve']],
        ['zed', ['kim', 'leo', 'mia']],
      ],
    );
    expect(items[0]?.referrals.map(({ ring, points }) => [ring, points])).toEqual([
      [['shared-device'], { referrer: 20, referee: 20 }],
      [['shared-device'], { referrer: 0, referee: null }],
      [['shared-device'], { referrer: null, referee: null }],
    ]);
  });

  it('come in pages', async () => {
    await arriveRings();
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await rings(`?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ customerId }) => customerId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['ann', 'eve', 'fay', 'zed']);
  });

  it('are none any more where too few friends are left, because one was forgotten', async () => {
    await arriveRings();
    await routes.service.arrive(isErasedAt('bob', AT), isErasedAt('eve', AT));
    expect((await rings()).items.map(({ customerId }) => customerId)).toEqual(['zed']);
  });
});
