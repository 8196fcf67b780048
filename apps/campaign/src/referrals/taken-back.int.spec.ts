import type { Envelope } from '@perennial/contracts';
import { freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { endNextOffers } from '../codes/jobs/end-offers.job.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { ListReferralsRoute } from './list-referrals.route.js';
import { listAdvocates } from './queries/list-advocates.js';
import { brings, gives, takes } from './told-friends.fixture.js';

const [EARLY, AT, LATER] = ['2027-01-03T10:00:00Z', '2027-01-05T10:00:00Z', '2027-01-06T10:00:00Z'];
const vault = aVault();

/** What the ledger tells: the first awards, what is taken back of them, and what is given then. */
interface Story {
  readonly referrals: readonly Envelope[];
  readonly first: readonly Envelope[];
  readonly taken: readonly Envelope[];
  readonly then: readonly Envelope[];
}

/** ann has brought bob, who has bought; then it is told that zed had brought bob before. */
function anEarlierReferralComesLate(n: number): Story {
  const [ann, bob, zed] = ['ann', 'bob', 'zed'].map((name) => `${name}-${n}`) as [string, string, string];
  const ofAnn = { time: LATER, thing: `referral:${ann}-${bob}-${AT}` };
  const ofZed = { time: LATER, thing: `referral:${zed}-${bob}-${EARLY}`, causationid: `told-late-${n}` };
  return {
    referrals: [brings(ann, bob, AT), brings(zed, bob, EARLY)],
    first: [
      gives({ side: 'referee', customerId: bob, ...ofAnn, causationid: `bought-${n}` }),
      gives({ side: 'referrer', customerId: ann, ...ofAnn, causationid: `bought-${n}` }),
    ],
    taken: [
      takes({ side: 'referee', customerId: bob, ...ofAnn, time: EARLY }),
      takes({ side: 'referrer', customerId: ann, ...ofAnn, time: EARLY }),
    ],
    then: [
      gives({ side: 'referee', customerId: bob, ...ofZed, sequence: 2 }),
      gives({ side: 'referrer', customerId: zed, ...ofZed }),
    ],
  };
}

/** ann has brought bob, whose order of 50 becomes one of 10, and then one of 60. */
function anOrderIsAmendedTwice(n: number): Story {
  const [ann, bob] = [`ann-${n}`, `bob-${n}`];
  const about = { time: LATER, thing: `referral:${ann}-${bob}-${AT}` };
  const both = (sequence: number, causationid: string) => [
    gives({ side: 'referee', customerId: bob, ...about, sequence, causationid }),
    gives({ side: 'referrer', customerId: ann, ...about, sequence, causationid }),
  ];
  return {
    referrals: [brings(ann, bob, AT)],
    first: both(1, `of-50-${n}`),
    taken: [
      takes({ side: 'referee', customerId: bob, ...about }),
      takes({ side: 'referrer', customerId: ann, ...about }),
    ],
    then: both(2, `of-60-${n}`),
  };
}

/** What one topic tells keeps its order; the other topics may be behind or ahead. */
const ORDERS: readonly (readonly [string, readonly (keyof Story)[]])[] = [
  ['as it happened', ['referrals', 'first', 'taken', 'then']],
  ['what is taken back last', ['referrals', 'first', 'then', 'taken']],
  ['what is taken back first', ['taken', 'first', 'then', 'referrals']],
  ['what is taken back last, the referrals after', ['first', 'then', 'taken', 'referrals']],
  ['everything twice', ['first', 'referrals', 'first', 'taken', 'then', 'taken', 'then', 'referrals']],
];

describe('points for a friend that were taken back and given again', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const handler = new CampaignChunkHandler({ programme: jewellerWith('refer-a-friend'), vault });
    service = new ServiceOnRecords('campaign', database.db, handler, () => new Date('2027-01-07T00:00:00Z'));
  });
  afterAll(() => database?.drop());

  const arrive = async (story: Story, order: readonly (keyof Story)[]) => {
    for (const part of order) await service.arrive(...story[part]);
  };
  const statesOf = async (customerId: string) =>
    (await new ListReferralsRoute(database.db).list(customerId)).referrals.map(({ role, other, state }) => [
      ...[role, other, state],
    ]);
  const openCodesOf = async (customerId: string) =>
    ((await listOffers(database.db, customerId, vault)) ?? []).filter(({ ended }) => ended === undefined).length;
  const broughtBy = async (customerId: string) => {
    const rank = { by: 'friends', currency: undefined, after: undefined, limit: 1_000 } as const;
    const advocates = await listAdvocates(database.db, { from: undefined, until: undefined }, rank);
    const found = advocates.find((advocate) => advocate.customerId === customerId);
    return [found?.friends, found?.reversed];
  };

  it.each(ORDERS)('are of the earlier referral that came late, and of it alone: %s', async (title, order) => {
    const n = ORDERS.findIndex(([each]) => each === title);
    await arrive(anEarlierReferralComesLate(n), order);
    expect(await statesOf(`bob-${n}`)).toEqual([
      ['referee', `zed-${n}`, 'rewarded'],
      ['referee', `ann-${n}`, 'reversed'],
    ]);
    expect(await Promise.all([`ann-${n}`, `bob-${n}`, `zed-${n}`].map(openCodesOf))).toEqual([0, 1, 1]);
    expect([await broughtBy(`ann-${n}`), await broughtBy(`zed-${n}`)]).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it.each(ORDERS)(
    'stand when the order is amended from 50 to 10 and to 60, with one code each: %s',
    async (title, order) => {
      const n = 100 + ORDERS.findIndex(([each]) => each === title);
      await arrive(anOrderIsAmendedTwice(n), order);
      expect(await statesOf(`ann-${n}`)).toEqual([['referrer', `bob-${n}`, 'rewarded']]);
      expect(await Promise.all([`ann-${n}`, `bob-${n}`].map(openCodesOf))).toEqual([1, 1]);
      expect(await broughtBy(`ann-${n}`)).toEqual([1, 0]);
    },
  );

  it('are of each of two referrals that one event gives points for', async () => {
    const told = { time: LATER, causationid: 'one-for-both' };
    const pairs = [
      ['una', 'ugo'],
      ['vera', 'vito'],
    ] as const;
    await service.arrive(
      ...pairs.map(([referrer, friend]) => brings(referrer, friend, AT)),
      brings('una', 'vito', EARLY),
    );
    await service.arrive(
      ...pairs.flatMap(([referrer, friend]) => {
        const thing = `referral:${referrer}-${friend}-${AT}`;
        return [
          gives({ side: 'referee', customerId: friend, thing, ...told }),
          gives({ side: 'referrer', customerId: referrer, thing, ...told }),
        ];
      }),
    );
    await service.arrive(takes({ side: 'referee', customerId: 'ugo', thing: `referral:una-ugo-${AT}`, time: LATER }));
    expect([await statesOf('una'), await statesOf('vera')]).toEqual([
      [
        ['referrer', 'vito', 'invited'],
        ['referrer', 'ugo', 'reversed'],
      ],
      [['referrer', 'vito', 'rewarded']],
    ]);
    expect([await broughtBy('una'), await broughtBy('vera')]).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('stay as an earlier build of the ledger told of them, which did not say what they were for', async () => {
    const [ann, bob] = ['old-ann', 'old-bob'];
    const old = { time: LATER, causationid: 'bought-long-ago' };
    await service.arrive(brings(ann, bob, AT));
    await service.arrive(
      gives({ side: 'referee', customerId: bob, ...old }),
      gives({ side: 'referrer', customerId: ann, ...old }),
    );
    expect(await statesOf(ann)).toEqual([['referrer', bob, 'rewarded']]);
    await service.arrive(takes({ side: 'referee', customerId: bob, time: LATER }));
    expect(await statesOf(ann)).toEqual([['referrer', bob, 'reversed']]);
    expect(await Promise.all([ann, bob].map(openCodesOf))).toEqual([0, 0]);
    // Given again by a build that says it.
    await service.arrive(...anOldOneAgain(ann, bob));
    expect(await statesOf(ann)).toEqual([['referrer', bob, 'rewarded']]);
    expect(await Promise.all([ann, bob].map(openCodesOf))).toEqual([1, 1]);
  });

  it('are taken back by what names their referral, also if they were given by a build that did not say it', async () => {
    const [ann, bob] = ['past-ann', 'past-bob'];
    const old = { time: LATER, causationid: 'bought-in-the-past' };
    const thing = `referral:${ann}-${bob}-${AT}`;
    await service.arrive(brings(ann, bob, AT), brings(ann, 'another', AT));
    await service.arrive(
      gives({ side: 'referee', customerId: bob, ...old }),
      gives({ side: 'referrer', customerId: ann, ...old }),
      gives({ side: 'referee', customerId: 'another', ...old, causationid: 'by-another' }),
      gives({ side: 'referrer', customerId: ann, ...old, causationid: 'by-another' }),
    );
    await service.arrive(
      takes({ side: 'referee', customerId: bob, thing, time: LATER }),
      takes({ side: 'referrer', customerId: ann, thing, time: LATER }),
    );
    expect(await statesOf(ann)).toEqual([
      ['referrer', 'another', 'rewarded'],
      ['referrer', bob, 'reversed'],
    ]);
    expect(await Promise.all([ann, bob, 'another'].map(openCodesOf))).toEqual([1, 0, 1]);
    await service.arrive(...anOldOneAgain(ann, bob));
    expect((await statesOf(bob)).map(([, , state]) => state)).toEqual(['rewarded']);
  });

  it('end no offer that had expired before, and tell of none again', async () => {
    const [ann, bob] = ['late-ann', 'late-bob'];
    const about = { time: LATER, thing: `referral:${ann}-${bob}-${AT}`, causationid: 'bought-before-the-end' };
    await service.arrive(
      brings(ann, bob, AT),
      gives({ side: 'referee', customerId: bob, ...about }),
      gives({ side: 'referrer', customerId: ann, ...about }),
    );
    expect(await Promise.all([ann, bob].map(openCodesOf))).toEqual([1, 1]);
    while ((await endNextOffers(database.db, new Date('2029-01-01T00:00:00Z'), 7)) > 0);
    const offers = () => Promise.all([ann, bob].map((one) => listOffers(database.db, one, vault)));
    const before = await offers();
    const { messages } = await service.arrive(
      takes({ side: 'referee', customerId: bob, ...about }),
      takes({ side: 'referrer', customerId: ann, ...about }),
    );
    expect([messages, await offers()]).toEqual([[], before]);
  });

  function anOldOneAgain(ann: string, bob: string): Envelope[] {
    const about = { time: LATER, thing: `referral:${ann}-${bob}-${AT}`, causationid: `again-${ann}`, sequence: 9 };
    return [
      gives({ side: 'referee', customerId: bob, ...about }),
      gives({ side: 'referrer', customerId: ann, ...about }),
    ];
  }
});
