import {
  audienceEntered,
  audienceLeft,
  customerErased,
  customerMerged,
  customerUpserted,
  purchaseCompleted,
  returnCompleted,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { listWaitingMessages, type ChunkHandler, type OutgoingMessage } from '@perennial/messaging';
import type { Programme } from '@perennial/programme';
import { anEvent, freshDatabase, ServiceOnRecords, settableClock, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { aVault } from '../codes/vault.fixture.js';
import { aCampaign } from '../domain/campaigns.fixture.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { keepAudiences } from './jobs/keep-audiences.js';
import { countMembers } from './queries/count-members.js';
import { listMembers } from './queries/list-members.js';

const NOW = '2027-03-15T12:00:00Z';
const clock = settableClock(NOW);
const hoursAgo = (hours: number): string => new Date(clock().getTime() - hours * 3_600_000).toISOString();

const buyers = { id: 'regulars', when: 'customer.purchases >= 2' };
const british = { id: 'british', when: 'customer.country == "GB"' };

const withAudiences = (...audiences: Programme['audiences']): Programme => ({ ...jewellerWith(), audiences });

let count = 0;
const aCustomer = (): string => `member-${String((count += 1)).padStart(4, '0')}`;
const buys = (customerId: string, hours = 1): Envelope =>
  anEvent(purchaseCompleted, { data: { customerId, orderId: `order-${(count += 1)}` }, time: hoursAgo(hours) });
const lives = (customerId: string, country: string, hours = 1): Envelope =>
  anEvent(customerUpserted, { data: { customerId, country, consents: undefined }, time: hoursAgo(hours) });
const told = (messages: readonly OutgoingMessage[]) =>
  messages.map(({ type, subject, data }) => [
    type === audienceEntered.type ? 'entered' : type === audienceLeft.type ? 'left' : type,
    (data as { audience?: string }).audience,
    subject,
  ]);

describe('audiences', () => {
  let database: FreshDatabase;
  let handler: ChunkHandler;
  let service: ServiceOnRecords;
  beforeEach(async () => {
    clock.set(NOW);
    database = await freshDatabase('campaign', campaignService.migrations);
    const ofTheTest: ChunkHandler = {
      handle: (...chunk) => handler.handle(...chunk),
      forgottenAmong: (...asked) => handler.forgottenAmong(...asked),
    };
    service = new ServiceOnRecords('campaign', database.db, ofTheTest, clock);
  });
  afterEach(async () => {
    await endWithInvariants(database.db, () => database.drop());
  });
  const serviceWith = (programme: Programme): ServiceOnRecords => {
    handler = new CampaignChunkHandler({ programme, vault: aVault() });
    return service;
  };
  const membersOf = (audience: string) => listMembers(database.db, audience, { after: '', limit: 1_000 });
  const published = async () => (await listWaitingMessages(database.db)).length;

  it('are entered and left once each, with an event of the same id whenever it is told', async () => {
    serviceWith(withAudiences(buyers));
    const customerId = aCustomer();
    const [first, second] = [buys(customerId, 3), buys(customerId, 2)];
    expect(told((await service.arrive(first)).messages)).toEqual([]);
    const { messages } = await service.arrive(second);
    expect(told(messages)).toEqual([['entered', 'regulars', customerId]]);
    expect(messages[0]).toMatchObject({ time: new Date(second.at).toISOString(), causationid: second.id });
    expect(messages[0]?.data).toEqual({ customerId, audience: 'regulars', programmeVersion: 1, late: false });
    expect(told((await service.arrive(second, buys(customerId))).messages)).toEqual([]);
    expect(await membersOf('regulars')).toEqual([customerId]);
  });

  it('are left when purchases are sent back', async () => {
    serviceWith(withAudiences(buyers));
    const customerId = aCustomer();
    const bought = [buys(customerId, 5), buys(customerId, 4)];
    await service.arrive(...bought);
    const { orderId } = bought[1]?.data as { orderId: string };
    const back = anEvent(returnCompleted, {
      data: {
        customerId,
        orderId,
        returnId: `return-${orderId}`,
        amountMinor: (bought[1]?.data as { totalMinor: number }).totalMinor,
      },
      time: hoursAgo(1),
    });
    expect(told((await service.arrive(back)).messages)).toEqual([['left', 'regulars', customerId]]);
    expect(await countMembers(database.db)).toEqual(new Map([['regulars', 0]]));
  });

  it('are in conditions of others, and entering one triggers a campaign, once', async () => {
    const welcome = aCampaign({
      id: 'welcome-regular',
      trigger: { kind: 'event', on: audienceEntered.type, when: 'data.audience == "regulars"' },
    });
    const both = aCampaign({
      id: 'british-regulars',
      trigger: { kind: 'state', when: '"regulars" in customer.audiences && "british" in customer.audiences' },
      limit: { most: 1 },
    });
    serviceWith({ ...withAudiences(buyers, british), campaigns: [welcome, both] });
    const customerId = aCustomer();
    await service.arrive(lives(customerId, 'GB'));
    const { messages } = await service.arrive(buys(customerId, 3), buys(customerId, 2));
    expect(messages.map(({ type, data }) => [type, (data as { reason?: { rule: string } }).reason?.rule])).toEqual([
      [audienceEntered.type, undefined],
      [rewardIssued.type, 'british-regulars'],
    ]);
    const entered = anEvent(audienceEntered, {
      data: { customerId, audience: 'regulars', programmeVersion: 1, late: false },
      source: '/perennial/campaign',
      time: hoursAgo(2),
    });
    const again = await service.arrive(entered);
    expect(again.messages).toMatchObject([{ type: rewardIssued.type, data: { reason: { rule: 'welcome-regular' } } }]);
    expect((await service.arrive(entered)).messages).toEqual([]);
    const late = { ...entered, id: 'told-late', data: { ...entered.data, late: true } };
    expect((await service.arrive(late)).messages).toEqual([]);
  });

  it('that a backfill fills tell of each customer once, an hour after it is over', async () => {
    const programme = withAudiences({ id: 'once-only', when: 'customer.purchases == 1' }, buyers);
    serviceWith(programme);
    const customerId = aCustomer();
    const old = Array.from({ length: 4 }, (_, index) => buys(customerId, 24 * (400 - index)));
    for (const order of old) expect(told((await service.arrive(order)).messages)).toEqual([]);
    expect(await membersOf('regulars')).toEqual([customerId]);
    clock.advance({ minutes: 59 });
    expect(await keepAudiences(database.db, programme, clock())).toBe(0);
    clock.advance({ minutes: 1 });
    expect(await keepAudiences(database.db, programme, clock())).toBe(1);
    expect(await published()).toBe(1);
    clock.advance({ days: 1 });
    expect(await keepAudiences(database.db, programme, clock())).toBe(0);
  });

  it('of which not everybody has been asked yet are entered since the document has them, and that is told late', async () => {
    const programme = withAudiences(buyers);
    const since = clock().getTime();
    await keepAudiences(database.db, programme, clock(), () => Promise.resolve(false));
    clock.set(new Date(since + 60_000).toISOString());
    serviceWith(programme);
    const customerId = aCustomer();
    expect(told((await service.arrive(buys(customerId), buys(customerId))).messages)).toEqual([]);
    expect(await database.db.query('select inside, entered_at from audience_member')).toEqual([
      { inside: true, entered_at: new Date(since) },
    ]);
    expect(told((await service.arrive(buys(customerId))).messages)).toEqual([]);
    await keepAudiences(database.db, programme, clock());
    // What is told late has no event as its cause.
    const waiting = await listWaitingMessages(database.db);
    expect(waiting.map(({ headers }) => headers['ce_causationid'])).toEqual([undefined]);
  });

  it('of merged records are those of the person, and of the forgotten nothing is kept or told', async () => {
    serviceWith(withAudiences(buyers));
    const [one, other, gone] = [aCustomer(), aCustomer(), aCustomer()];
    await service.arrive(buys(one, 5), buys(one, 4), buys(other, 3), buys(gone, 5), buys(gone, 4));
    const merged = anEvent(customerMerged, { data: { fromCustomerId: one, intoCustomerId: other }, time: hoursAgo(1) });
    expect(told((await service.arrive(merged)).messages)).toEqual([
      ['left', 'regulars', one],
      ['entered', 'regulars', other],
    ]);
    const erased = anEvent(customerErased, { data: { customerId: gone }, time: hoursAgo(1) });
    expect(told((await service.arrive(erased)).messages)).toEqual([]);
    expect(await membersOf('regulars')).toEqual([other]);
  });

  it('that a record was in are not news to the person it becomes: they are entered since then, told late, and no reason for an offer', async () => {
    const welcome = aCampaign({ id: 'welcome', trigger: { kind: 'event', on: audienceEntered.type } });
    serviceWith({ ...withAudiences(buyers, british), campaigns: [welcome] });
    const [one, other] = [aCustomer(), aCustomer()];
    await service.arrive(buys(one, 5), buys(one, 4));
    const since = clock().getTime();
    clock.advance({ minutes: 10 });
    await service.arrive(lives(other, 'US'));
    const { messages } = await service.arrive(
      anEvent(customerMerged, { data: { fromCustomerId: one, intoCustomerId: other }, time: hoursAgo(0) }),
      lives(other, 'GB', 0),
    );
    const entered = messages.filter(({ type }) => type === audienceEntered.type);
    expect(entered.map(({ data }) => data)).toEqual([
      { customerId: other, audience: 'regulars', programmeVersion: 1, late: true },
      { customerId: other, audience: 'british', programmeVersion: 1, late: false },
    ]);
    const query =
      'select audience, entered_at from audience_member where customer_id = $1 and inside order by audience';
    expect(await database.db.query(query, [other])).toEqual([
      { audience: 'british', entered_at: clock() },
      { audience: 'regulars', entered_at: new Date(since) },
    ]);
    const asTold = entered.map((message) => ({ ...anEvent(audienceEntered, {}), ...message, data: message.data }));
    const heard = await service.arrive(...(asTold as Envelope[]));
    expect(heard.messages).toMatchObject([{ type: rewardIssued.type, causationid: entered[1]?.id }]);
  });

  it('that a person leaves because of what another record had are left now, not when that record entered', async () => {
    serviceWith(withAudiences({ id: 'newish', when: 'customer.purchases > 0 && customer.purchases < 3' }));
    const [one, other] = [aCustomer(), aCustomer()];
    await service.arrive(buys(one, 5));
    clock.advance({ minutes: 10 });
    await service.arrive(buys(other, 4), buys(other, 3));
    const entered = clock();
    clock.advance({ minutes: 10 });
    await service.arrive(
      anEvent(customerMerged, { data: { fromCustomerId: one, intoCustomerId: other }, time: hoursAgo(0) }),
    );
    const query = 'select inside, entered_at, left_at from audience_member where customer_id = $1';
    expect(await database.db.query(query, [other])).toEqual([{ inside: false, entered_at: entered, left_at: clock() }]);
  });

  it('that are in the document as they were are not locked when it is asked again', async () => {
    const programme = withAudiences(buyers, british);
    await keepAudiences(database.db, programme, clock());
    const rows = () => database.db.query('select xmin, xmax, audience from audience order by audience');
    const before = await rows();
    await keepAudiences(database.db, { ...programme, version: 2 }, clock());
    expect(await rows()).toEqual(before);
  });

  it('that the document changes are asked of everybody, page by page, also by two at once, and told once', async () => {
    const people = Array.from({ length: 1_100 }, () => aCustomer());
    serviceWith(withAudiences());
    await service.arrive(...people.map((customerId, index) => lives(customerId, index % 2 === 0 ? 'GB' : 'US')));
    const programme = withAudiences(british);
    // Stopped after a page: what was asked stays asked.
    let pages = 0;
    await keepAudiences(database.db, programme, clock(), async () => (pages += 1) <= 1);
    expect(await membersOf('british')).toHaveLength(250);
    await Promise.all([1, 2].map(() => keepAudiences(database.db, programme, clock())));
    await keepAudiences(database.db, programme, clock());
    expect(await membersOf('british')).toHaveLength(550);
    expect(await published()).toBe(550);

    const american = withAudiences({ ...british, when: 'customer.country == "US"' });
    const next = { ...american, version: 2 };
    await keepAudiences(database.db, next, clock());
    // Who still runs the version before changes nothing.
    await keepAudiences(database.db, programme, clock());
    expect(await membersOf('british')).toHaveLength(550);
    expect(await published()).toBe(550 + 1_100);
    await keepAudiences(database.db, { ...withAudiences(), version: 3 }, clock());
    expect(await membersOf('british')).toEqual([]);
  });
});
