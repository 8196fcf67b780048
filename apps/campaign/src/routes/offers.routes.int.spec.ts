import type { AddressInfo } from 'node:net';

import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { purchaseCompleted } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK } from '@perennial/service';
import { anEvent, freshDatabase, settableClock, type FreshDatabase } from '@perennial/testing';

import { armOf } from '../domain/holdout.js';
import { CODE_VAULT } from '../codes/tokens.js';
import { aVault } from '../codes/vault.fixture.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { campaignService } from '../campaign.service.js';
import { ListOffersRoute } from './list-offers.route.js';
import { SummariseOffersRoute } from './summarise-offers.route.js';
import { jewellerWith } from '../programme.fixture.js';

const OFFERED = 'c/8 & söhne';
const WITHHELD = 'c-2';

describe('the HTTP answers of the campaign service', () => {
  const clock = settableClock('2026-01-05T12:00:00Z');
  let database: FreshDatabase;
  let app: INestApplication;

  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const handler = new CampaignChunkHandler({
      programme: jewellerWith('next-purchase'),
      vault: aVault(),
    });
    expect([OFFERED, WITHHELD].map((id) => armOf(id, 'next-purchase', 10))).toEqual(['treatment', 'holdout']);
    const purchases = [OFFERED, WITHHELD].map((customerId) => anEvent(purchaseCompleted, { data: { customerId } }));
    const chunk = { topic: 'commerce.purchase', partition: 0, nextOffset: 2n, now: clock() };
    await database.db.transaction((tx) => handler.handle(purchases, tx, chunk));

    const module = await Test.createTestingModule({
      controllers: [ListOffersRoute, SummariseOffersRoute],
      providers: [
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: CODE_VAULT, useValue: aVault() },
      ],
    }).compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const get = async (path: string): Promise<unknown> => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  };

  it.each([
    ['open 1 ms before its end', '2026-03-06T09:59:59.999Z', 'open'],
    ['expired at its end', '2026-03-06T10:00:00Z', 'expired'],
  ])('shows a member an offer that is %s', async (_title, now, status) => {
    clock.set(now);
    expect(await get(`/v1/members/${encodeURIComponent(OFFERED)}/offers`)).toEqual({
      offers: [
        {
          offerId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          campaignId: 'next-purchase',
          kind: 'discount',
          value: { percent: 20 },
          code: expect.stringMatching(/^(.{5}-){3}.{5}$/),
          validFrom: '2026-01-05T10:00:00.000Z',
          validTo: '2026-03-06T10:00:00.000Z',
          status,
          reason: { rule: 'next-purchase', programmeVersion: 1, text: expect.stringContaining('20 %') },
        },
      ],
    });
  });

  it('shows a member of the holdout no offer', async () => {
    expect(await get(`/v1/members/${WITHHELD}/offers`)).toEqual({ offers: [] });
  });

  it('answers 404 UNKNOWN_MEMBER for a customer no event has named', async () => {
    await expect(app.get(ListOffersRoute).list('nobody')).rejects.toMatchObject({
      status: 404,
      code: 'UNKNOWN_MEMBER',
    });
  });

  it('counts one offer made and one withheld', async () => {
    expect(await get('/v1/offers/summary')).toEqual({ offers: 1, withheld: 1 });
  });
});
