import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { customerErased, offerChosen, purchaseCompleted, rewardIssued } from '@perennial/contracts';
import { listWaitingMessages, silentLog, type ChunkHandler } from '@perennial/messaging';
import { becomes, isErasedAt } from '@perennial/oracle';
import { Database } from '@perennial/persistence';
import { CLOCK, DELIVERY, fitHttpEdge } from '@perennial/service';
import {
  anEvent,
  freshDatabase,
  ServiceOnRecords,
  settableClock,
  someoneIsBlocked,
  until,
  type FreshDatabase,
} from '@perennial/testing';
import { Registry } from 'prom-client';

import { campaignService } from '../campaign.service.js';
import { CODE_VAULT } from '../codes/tokens.js';
import { aVault } from '../codes/vault.fixture.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { ListOffersRoute } from '../routes/list-offers.route.js';
import { ChooseGiftRoute } from './choose-gift.route.js';

const NOW = '2027-01-08T00:00:00.000Z';
const NOTE = 'For Zoë, with love 💍';

describe('a gift of which the customer chooses the variant', () => {
  const clock = settableClock(NOW);
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  let handler: CampaignChunkHandler;
  let app: NestExpressApplication;
  let ann = '';

  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const current: ChunkHandler = {
      handle: (...chunk) => handler.handle(...chunk),
      forgottenAmong: (...asked) => handler.forgottenAmong(...asked),
    };
    service = new ServiceOnRecords('campaign', database.db, current, clock);
    const module = await Test.createTestingModule({
      controllers: [ChooseGiftRoute, ListOffersRoute],
      providers: [
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: CODE_VAULT, useValue: aVault() },
        { provide: DELIVERY, useValue: { wakePublisher: () => {} } },
      ],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'campaign', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
  });
  beforeEach(() => {
    ann = `ann-${randomUUID()}`;
    handler = giving({ gift: 'necklace', choices: ['silver', 'gold'] });
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  /** To every first purchase, with a note of the customer. */
  function giving(gift: { readonly gift: string; readonly choices?: string[] }): CampaignChunkHandler {
    const jeweller = jewellerWith('next-purchase');
    const campaigns = jeweller.campaigns.map((campaign) => ({
      ...{ ...campaign, holdoutPercent: 0 },
      offer: { kind: 'gift' as const, ...gift, customerNote: 20 },
    }));
    return new CampaignChunkHandler({ programme: { ...jeweller, campaigns }, vault: aVault() });
  }
  const url = (path: string) => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1/members/${path}`;
  };
  /** Her first purchase. @returns the message of the gift */
  const given = async () => {
    const data = { customerId: ann, orderId: `o-${ann}` };
    const { messages } = await service.arrive(anEvent(purchaseCompleted, { data, time: NOW }));
    const [{ data: reward } = { data: {} }] = messages;
    return rewardIssued.data.parse(reward);
  };
  const choose = async (offerId: string, wanted: object) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const request = { method: 'POST', headers, body: JSON.stringify(wanted) };
    const answer = await fetch(url(`${ann}/offers/${offerId}/choose`), request);
    return { ...((await answer.json()) as Record<string, unknown>), status: answer.status };
  };
  const offer = async () => {
    const { offers } = (await (await fetch(url(`${ann}/offers`))).json()) as { offers: object[] };
    return offers[0];
  };
  const told = async () => {
    const messages = await listWaitingMessages(database.db);
    return messages
      .filter(({ headers }) => String(headers['ce_type']) === offerChosen.type && String(headers['ce_subject']) === ann)
      .map(({ value }) => String(value));
  };

  it('names the variants, and is chosen once with the note, which the message does not have', async () => {
    const { rewardId, choices } = await given();
    expect(choices).toEqual(['silver', 'gold']);
    expect(await offer()).toMatchObject({ choices: ['silver', 'gold'], noteMax: 20 });
    expect(await choose(rewardId, { choice: 'gold', note: NOTE })).toEqual({
      ...{ status: 200, offerId: rewardId, choice: 'gold', chosenAt: NOW },
    });
    const chosen = await offer();
    expect(chosen).toMatchObject({ choice: 'gold', note: NOTE });
    expect(chosen).not.toHaveProperty('choices');
    const [message = '', ...more] = await told();
    expect(more).toEqual([]);
    expect(offerChosen.data.parse(JSON.parse(message))).toMatchObject({
      offerId: rewardId,
      choice: 'gold',
      hasNote: true,
    });
    expect(message).not.toContain('Zoë');
  });

  it('is chosen by one of 8 who choose at the same moment', async () => {
    const { rewardId } = await given();
    const answers = await Promise.all(Array.from({ length: 8 }, () => choose(rewardId, { choice: 'silver' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => 'code' in answer && answer.code === 'ALREADY_CHOSEN')).toHaveLength(7);
    expect(await told()).toHaveLength(1);
  });

  it.each([
    ['another variant than there is', { choice: 'leather' }, 'UNKNOWN_CHOICE'],
    ['no variant', { note: 'hello' }, 'UNKNOWN_CHOICE'],
    ['a note of 21 characters', { choice: 'gold', note: `${NOTE}!` }, 'NOTE_REFUSED'],
  ])('is not chosen by %s', async (_title, wanted, code) => {
    const { rewardId } = await given();
    expect(await choose(rewardId, wanted)).toMatchObject({ status: 422, code });
    expect(await told()).toEqual([]);
    expect(await offer()).not.toHaveProperty('choice');
  });

  it.each([
    ['a NUL', 'a\u0000'],
    ['half a character', 'a\ud83d'],
  ])('is not chosen with %s in the note', async (_title, note) => {
    const { rewardId } = await given();
    expect(await choose(rewardId, { choice: 'gold', note })).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  });

  it('and has no variants keeps its note until one is written: nothing at all is no choice', async () => {
    handler = giving({ gift: 'card' });
    const { rewardId } = await given();
    expect(await choose(rewardId, {})).toMatchObject({ status: 422, code: 'NOTE_REFUSED', noteMax: 20 });
    expect(await choose(rewardId, { note: NOTE })).toMatchObject({ status: 200 });
    expect(await offer()).toMatchObject({ note: NOTE });
  });

  it('is nobody else’s, and nobody’s who was forgotten', async () => {
    const { rewardId } = await given();
    const own = ann;
    ann = `bob-${randomUUID()}`;
    await given();
    expect(await choose(rewardId, { choice: 'gold' })).toMatchObject({ status: 404, code: 'UNKNOWN_OFFER' });
    ann = own;
    await service.arrive(anEvent(customerErased, { data: { customerId: ann }, time: NOW }));
    expect(await choose(rewardId, { choice: 'gold' })).toMatchObject({ status: 404, code: 'UNKNOWN_OFFER' });
  });

  it('is chosen by the person also at the moment at which the record that was given it is forgotten alone', async () => {
    const [first, bea] = [ann, `bea-${randomUUID()}`];
    const { rewardId } = await given();
    await service.arrive(becomes(first, bea, NOW));
    let choosing: ReturnType<typeof choose> | undefined;
    await database.db.transaction(async (tx) => {
      const chunk = { topic: customerErased.topic, partition: 9, nextOffset: 1n, now: clock() };
      await handler.handle([isErasedAt(first, NOW)], tx, chunk);
      ann = bea;
      choosing = choose(rewardId, { choice: 'gold' });
      await Promise.race([choosing, until('it waits', () => someoneIsBlocked(database.db))]);
    });
    expect(await choosing).toMatchObject({ status: 200, choice: 'gold' });
    expect(await told()).toHaveLength(1);
  });
});
