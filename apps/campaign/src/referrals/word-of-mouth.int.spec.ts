import { returnCompleted } from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent, settableClock } from '@perennial/testing';

import { jewellerWith } from '../programme.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { brings, buys, pointsForFriend, takesBack } from './told-friends.fixture.js';

const day = (text: string): string => `2027-${text}T10:00:00Z`;

describe('word of mouth', () => {
  let routes: CampaignRoutes;
  beforeEach(async () => {
    routes = await CampaignRoutes.start(jewellerWith('refer-a-friend'), settableClock('2027-06-01T00:00:00Z'));
  });
  afterEach(() => routes?.end());

  /** ann brought bob and cid; bob brought eve, eve fay. dan did not buy, and gil sent everything back. */
  async function arriveFriends(): Promise<void> {
    await routes.service.arrive(
      ...[brings('ann', 'bob', day('01-02')), brings('ann', 'cid', day('01-03')), brings('ann', 'dan', day('01-04'))],
      ...[brings('ann', 'gil', day('01-05')), brings('bob', 'eve', day('02-01')), brings('eve', 'fay', day('04-01'))],
      ...[buys('ann', 9_000, day('01-01')), buys('bob', 500, day('01-01')), buys('bob', 10_000, day('01-10'))],
      ...[buys('cid', 1_000, day('01-10')), buys('gil', 4_000, day('01-10'))],
      ...[buys('eve', 5_000, day('03-20'), 'EUR'), buys('fay', 2_000, day('04-10'))],
      anEvent(returnCompleted, {
        data: {
          orderId: `bob-${day('01-10')}`,
          customerId: 'bob',
          amountMinor: 3_000,
          lines: undefined,
          currency: 'USD',
        },
        time: day('01-12'),
      }),
      ...pointsForFriend('ann', 'bob', day('01-10')),
      ...[...pointsForFriend('ann', 'cid', day('01-10')), ...pointsForFriend('ann', 'gil', day('01-10'))],
      ...[...pointsForFriend('bob', 'eve', day('03-20')), ...pointsForFriend('eve', 'fay', day('04-10'))],
      ...takesBack('ann', 'gil', day('01-20')),
    );
  }

  const advocates = async (query = ''): Promise<readonly Record<string, unknown>[]> => {
    const { items } = (await routes.get(`referrals/advocates${query}`)) as { items: Record<string, unknown>[] };
    return items;
  };

  it('has revenue by advocate, net of returns and from the invitation on, of the friends and of the tree below', async () => {
    await arriveFriends();
    expect(await advocates()).toEqual([
      {
        ...{ customerId: 'ann', invitations: 4, friends: 2, reversed: 1, inTree: 4, generations: 3 },
        revenue: [
          { currency: 'EUR', friendsMinor: 0, treeMinor: 5_000 },
          { currency: 'USD', friendsMinor: 8_000, treeMinor: 10_000 },
        ],
      },
      {
        ...{ customerId: 'bob', invitations: 1, friends: 1, reversed: 0, inTree: 2, generations: 2 },
        revenue: [
          { currency: 'EUR', friendsMinor: 5_000, treeMinor: 5_000 },
          { currency: 'USD', friendsMinor: 0, treeMinor: 2_000 },
        ],
      },
      {
        ...{ customerId: 'eve', invitations: 1, friends: 1, reversed: 0, inTree: 1, generations: 1 },
        revenue: [{ currency: 'USD', friendsMinor: 2_000, treeMinor: 2_000 }],
      },
    ]);
  });

  it('ranks advocates in pages, by friends, by what these bought and by what all below them bought', async () => {
    await arriveFriends();
    const pagesOf = async (query: string): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page = (await routes.get(`referrals/advocates?limit=1${query}${after}`)) as {
          readonly items: readonly { readonly customerId: string }[];
          readonly nextCursor: string | null;
        };
        expect(page.items).toHaveLength(1);
        seen.push(page.items[0]?.customerId);
        cursor = page.nextCursor;
      }
      return seen;
    };
    expect(await pagesOf('')).toEqual(['ann', 'bob', 'eve']);
    expect(await pagesOf('&by=revenue&currency=USD')).toEqual(['ann', 'eve', 'bob']);
    expect(await pagesOf('&by=revenue&currency=EUR')).toEqual(['bob', 'ann', 'eve']);
    expect(await pagesOf('&by=tree&currency=EUR')).toEqual(['ann', 'bob', 'eve']);
  });

  it('takes the invitations of from to to, both inclusive, and the tree below them whenever it grew', async () => {
    await arriveFriends();
    expect(await advocates('?from=2027-01-03&to=2027-02-01')).toMatchObject([
      { customerId: 'ann', invitations: 3, friends: 1, inTree: 1 },
      { customerId: 'bob', invitations: 1, friends: 1, inTree: 2 },
    ]);
  });

  it('is to be had as a file, with a line for each advocate and currency', async () => {
    await arriveFriends();
    const lines = (await (await routes.ask('referrals/advocates?format=csv')).text()).split('\r\n');
    expect(lines.slice(0, 3)).toEqual([
      'customerId,invitations,friends,reversed,inTree,generations,currency,friendsMinor,treeMinor',
      'ann,4,2,1,4,3,EUR,0,5000',
      'ann,4,2,1,4,3,USD,8000,10000',
    ]);
    expect(lines).toHaveLength(7);
  });

  it('counts what became of invitations; who was sent back counts as brought nowhere', async () => {
    await arriveFriends();
    expect(await routes.get('referrals/summary')).toMatchObject({
      invitations: {
        ...{ invitations: 6, advocates: 3, perAdvocate: 2, joined: 5, qualified: 5, reversed: 1 },
        // eve bought 47 days after the invitation: too late for the rate, not for the tree.
        ...{ conversion: { value: 0.5, n: 6 }, notYetObserved: 0 },
      },
      generations: [
        { generation: 1, customers: 2 },
        { generation: 2, customers: 1 },
        { generation: 3, customers: 1 },
      ],
      beyond: 0,
    });
  });

  it('has K .5 for January: 4 customers, of whom one invited 4 friends, of whom 2 came within 30 days', async () => {
    await arriveFriends();
    const { cohorts, spread } = (await routes.get('referrals/summary')) as Record<string, unknown>;
    expect(cohorts).toMatchObject([
      {
        ...{ cohort: '2027-01', customers: 4, notYetObserved: 0, advocates: 1, invitations: 4, brought: 2 },
        ...{ invitationsPerCustomer: 1, conversion: { value: 0.5, n: 4 }, k: { value: 0.5 } },
      },
      { cohort: '2027-03', customers: 1, advocates: 1, invitations: 1, brought: 1, k: { value: 1, low: null } },
      { cohort: '2027-04', customers: 0, notYetObserved: 1, k: null, invitationsPerCustomer: null },
    ]);
    expect(spread).toMatchObject({ customers: 5, notYetObserved: 1, invitations: 5, brought: 3, k: { value: 0.6 } });
  });

  it('ends where customers stand in a ring, and counts them apart', async () => {
    await routes.service.arrive(
      ...[brings('xia', 'yan', day('01-01')), brings('yan', 'zoe', day('01-02')), brings('zoe', 'wei', day('01-03'))],
      ...['yan', 'zoe', 'wei'].map((friend) => buys(friend, 1_000, day('01-10'))),
      ...[...pointsForFriend('xia', 'yan', day('01-10')), ...pointsForFriend('yan', 'zoe', day('01-10'))],
      ...pointsForFriend('zoe', 'wei', day('01-10')),
      becomes('wei', 'xia', day('01-20')),
    );
    expect(await advocates()).toMatchObject(
      ['xia', 'yan', 'zoe'].map((customerId) => ({ customerId, friends: 1, inTree: 2, generations: 2 })),
    );
    expect(await routes.get('referrals/summary')).toMatchObject({ generations: [], beyond: 3 });
  });

  it('knows nothing of whoever is forgotten: those they brought begin trees of their own', async () => {
    await arriveFriends();
    await routes.service.arrive(isErasedAt('bob', day('05-01')));
    expect(await advocates()).toMatchObject([
      { customerId: 'ann', invitations: 3, friends: 1, inTree: 1, revenue: [{ friendsMinor: 1_000 }] },
      { customerId: 'eve', friends: 1, inTree: 1 },
    ]);
    expect(await routes.get('referrals/summary')).toMatchObject({ generations: [{ generation: 1, customers: 2 }] });
  });

  it.each(['by=tree', 'by=revenue', 'by=name', 'cursor=ann', 'from=2027-02-02&to=2027-02-01', 'limit=0'])(
    'refuses advocates?%s',
    async (query) => {
      const response = await routes.ask(`referrals/advocates?${query}`);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'INVALID_REQUEST' }),
      ]);
    },
  );
});
