import type { Envelope } from '@perennial/contracts';
import { freshDatabase, randomOf, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { countBroughtByCohort } from './queries/count-brought-by-cohort.js';
import { countGenerations } from './queries/count-generations.js';
import { countInvitations } from './queries/count-invitations.js';
import { listAdvocates } from './queries/list-advocates.js';
import { brings, buys, pointsForFriend, takesBack } from './told-friends.fixture.js';

const DAY_MS = 86_400_000;
const BEGIN = Date.parse('2027-01-01T00:00:00Z');
const NOW = new Date('2027-12-01T00:00:00Z');
const iso = (at: number): string => new Date(at).toISOString();

/** A customer, and who brought them. */
interface Told {
  readonly customerId: string;
  readonly broughtBy: string | undefined;
  /** What they bought from their invitation on. */
  readonly spentMinor: number;
}

/** Customers each of whom may have been brought by one of those before, and the events that tell it. */
function generatedFriends(n: number, seed: number): { readonly told: Told[]; readonly events: Envelope[] } {
  const { chance, between } = randomOf(seed, 'friends');
  const events: Envelope[] = [];
  const told = Array.from({ length: n }, (_, index): Told => {
    const customerId = `c-${String(index).padStart(2, '0')}`;
    const invitedAt = BEGIN + between(0, 60 * DAY_MS);
    const amounts = Array.from({ length: between(0, 3) }, () => between(1, 90) * 100);
    const boughtAt = amounts.map(() => invitedAt + between(-20 * DAY_MS, 60 * DAY_MS));
    for (const [order, amount] of amounts.entries()) events.push(buys(customerId, amount, iso(boughtAt[order]!)));
    const spentMinor = amounts.reduce((sum, amount, order) => sum + (boughtAt[order]! >= invitedAt ? amount : 0), 0);
    if (index === 0 || chance(0.1)) return { customerId, broughtBy: undefined, spentMinor };
    const advocate = `c-${String(between(Math.max(0, index - 8), index - 1)).padStart(2, '0')}`;
    events.push(brings(advocate, customerId, iso(invitedAt)));
    if (chance(0.2)) events.push(brings(advocate, customerId, iso(invitedAt + DAY_MS)));
    if (chance(0.1)) return { customerId, broughtBy: undefined, spentMinor };
    events.push(...pointsForFriend(advocate, customerId, iso(invitedAt + between(1, 50) * DAY_MS)));
    const reversed = chance(0.1);
    if (reversed) events.push(...takesBack(advocate, customerId, iso(invitedAt + 70 * DAY_MS)));
    return { customerId, broughtBy: reversed ? undefined : advocate, spentMinor };
  });
  return { told, events };
}

const opened: FreshDatabase[] = [];
afterAll(() => Promise.all(opened.map((one) => one.drop())));

async function measured(...chunks: readonly (readonly Envelope[])[]) {
  const database = await freshDatabase('campaign', campaignService.migrations);
  opened.push(database);
  const handler = new CampaignChunkHandler({ programme: jewellerWith('refer-a-friend'), vault: aVault() });
  const service = new ServiceOnRecords('campaign', database.db, handler, () => NOW);
  for (const chunk of chunks) await service.arrive(...chunk);
  const { db } = database;
  const ever = { from: undefined, until: undefined };
  const around = { windowDays: 30, now: NOW };
  return {
    invitations: await countInvitations(db, ever, around),
    cohorts: await countBroughtByCohort(db, { from: undefined, to: undefined, ...around, timeZone: 'UTC' }),
    generations: await countGenerations(db, ever),
    advocates: await listAdvocates(db, ever, { by: 'friends', currency: undefined, after: undefined, limit: 1_000 }),
  };
}

/** Events of one topic beside each other: as few chunks as possible. */
const byTopic = (list: readonly Envelope[]): Envelope[] =>
  list.toSorted((one, other) => (one.type.slice(0, 20) < other.type.slice(0, 20) ? -1 : 1));

describe('the graph of who brought whom', () => {
  const { told, events } = generatedFriends(80, 5);
  const friendsOf = (customerId: string): Told[] => told.filter(({ broughtBy }) => broughtBy === customerId);
  const treeOf = (customerId: string): Told[] =>
    friendsOf(customerId).flatMap((friend) => [friend, ...treeOf(friend.customerId)]);
  const spentBy = (customers: readonly Told[]): number => customers.reduce((sum, each) => sum + each.spentMinor, 0);
  const generationOf = (customer: Told): number => {
    const above = told.find(({ customerId }) => customerId === customer.broughtBy);
    return above ? 1 + generationOf(above) : 0;
  };
  let seen: Awaited<ReturnType<typeof measured>>;
  beforeAll(async () => {
    seen = await measured(byTopic(events));
  });

  it('has of 80 customers the friends, trees and revenue that a walk over them finds', () => {
    const expected = told.flatMap(({ customerId }) => {
      const [friends, tree] = [friendsOf(customerId), treeOf(customerId)];
      if (friends.length === 0) return [];
      const money = { friendsMinor: spentBy(friends), treeMinor: spentBy(tree) };
      return { customerId, friends: friends.length, inTree: tree.length, money };
    });
    expect(Math.max(...expected.map(({ inTree }) => inTree))).toBeGreaterThan(5);
    const found = seen.advocates
      .filter(({ friends }) => friends > 0)
      .map(({ customerId, friends, inTree, revenue: [money] }) => ({
        ...{ customerId, friends, inTree },
        money: { friendsMinor: money?.friendsMinor ?? 0, treeMinor: money?.treeMinor ?? 0 },
      }))
      .sort((one, other) => (one.customerId < other.customerId ? -1 : 1));
    expect(found).toEqual(expected);
  });

  it('has everybody who was brought in the generation that a walk up finds', () => {
    const expected = new Map<number, number>();
    for (const generation of told.map(generationOf).filter((each) => each > 0))
      expected.set(generation, (expected.get(generation) ?? 0) + 1);
    expect(new Map(seen.generations.map(({ generation, customers }) => [generation, customers]))).toEqual(expected);
    expect(expected.size).toBeGreaterThan(3);
  });

  it('is the same for every order of arrival, and when everything arrives twice', async () => {
    const { shuffled } = randomOf(9, 'arrival');
    const parts = [0, 1, 2].map((part) => shuffled(events).filter((_, index) => index % 3 === part));
    expect(await measured(...parts.map(byTopic), byTopic(shuffled(events)))).toEqual(seen);
  });
});
