import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { listWaitingMessages, silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { CLOCK, DELIVERY, fitHttpEdge } from '@perennial/service';
import { freshDatabase, ServiceOnRecords, settableClock, type FreshDatabase } from '@perennial/testing';
import { Registry } from 'prom-client';

import { campaignService } from '../campaign.service.js';
import { armOf } from '../domain/holdout.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { CodeCheckout } from './code-checkout.js';
import { findMisboundCode, findMiscountedCode } from './queries/find-wrong-code.js';
import { insertCoupons, type Coupon } from './queries/insert-coupons.js';
import { codeRoutes } from './routes/code-routes.js';
import { CODE_VAULT } from './tokens.js';
import { aVault } from './vault.fixture.js';

export const NOW = '2027-01-08T00:00:00Z';

/** What a checkout is answered. */
export type Said = Readonly<Record<string, unknown>>;

/** The customers of the treatment group of the first campaign, whom a first purchase gives a code. */
export const treated = Array.from({ length: 40 }, (_, index) => `ann-${index + 100}`).filter(
  (customerId) => armOf(customerId, 'next-purchase', 10) === 'treatment',
);

/** Codes behind HTTP on a real database, and the chunk handler beside them. */
export class CodesRig {
  readonly vault = aVault();
  readonly clock = settableClock(NOW);
  readonly handler: CampaignChunkHandler;
  readonly service: ServiceOnRecords;

  private app: NestExpressApplication | undefined;

  private constructor(
    readonly database: FreshDatabase,
    programme: Programme,
  ) {
    this.handler = new CampaignChunkHandler({ programme, vault: this.vault });
    this.service = new ServiceOnRecords('campaign', database.db, this.handler, this.clock);
  }

  static async start(programme = jewellerWith('next-purchase')): Promise<CodesRig> {
    const database = await freshDatabase('campaign', campaignService.migrations);
    const rig = new CodesRig(database, programme);
    const module = await Test.createTestingModule({
      controllers: codeRoutes,
      providers: [
        CodeCheckout,
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: rig.clock },
        { provide: CODE_VAULT, useValue: rig.vault },
        { provide: DELIVERY, useValue: { wakePublisher: () => {} } },
      ],
    }).compile();
    const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'campaign', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
    rig.app = app;
    return rig;
  }

  /** Nothing is left that cannot be. */
  async end(): Promise<void> {
    try {
      expect(await findMisboundCode(this.database.db)).toBeUndefined();
      expect(await findMiscountedCode(this.database.db)).toBeUndefined();
    } finally {
      await this.app?.close();
      await this.database.drop();
    }
  }

  url(path: string): string {
    const { port } = this.app?.getHttpServer().address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1/codes/${path}`;
  }

  async post(path: string, body: object, key: string | undefined = randomUUID()): Promise<Said> {
    const headers = { 'content-type': 'application/json', ...(key !== '' && { 'idempotency-key': key }) };
    const answer = await fetch(this.url(path), { method: 'POST', headers, body: JSON.stringify(body) });
    return { ...((await answer.json()) as Said), status: answer.status };
  }

  validate(code: string, order: object): Promise<Said> {
    return this.post(`${encodeURIComponent(code)}/validate`, order, '');
  }

  redeem(code: string, order: object, key?: string): Promise<Said> {
    return this.post(`${encodeURIComponent(code)}/redeem`, order, key);
  }

  reserve(codes: readonly string[], order: object, ttlSeconds = 600, key?: string): Promise<Said> {
    return this.post('reservations', { codes, order, ttlSeconds }, key);
  }

  endReservation(reservationId: unknown, how: 'commit' | 'release', key?: string): Promise<Said> {
    return this.post(`reservations/${String(reservationId)}/${how}`, {}, key);
  }

  /** A code for anybody, with changes. */
  async issue(changes: Partial<Coupon> = {}): Promise<string> {
    const code = this.vault.draw();
    const coupon: Coupon = {
      couponId: randomUUID(),
      origin: 'reward',
      customerId: 'ann',
      rule: 'ten-dollars',
      value: { percent: 20 },
      stacking: 'exclusive',
      validFrom: new Date('2027-01-01T00:00:00Z'),
      validTo: new Date('2028-01-01T00:00:00Z'),
      usesMax: 1,
      digest: this.vault.digestOf(code),
      ...changes,
    };
    await insertCoupons(this.database.db, [coupon]);
    return code;
  }

  /** What is still to be published, as `type subject`. */
  async told(): Promise<string[]> {
    const messages = await listWaitingMessages(this.database.db);
    return messages.map(({ headers }) => `${String(headers['ce_type'])} ${String(headers['ce_subject'])}`);
  }

  async offersOf(customerId: string) {
    return (await listOffers(this.database.db, customerId, this.vault)) ?? [];
  }
}

/** An order of 100.00 USD as a checkout tells it, with changes. */
export const anOrder = (changes: object = {}) => ({
  ...{ orderId: `o-${randomUUID()}`, customerId: 'ann', currency: 'USD', totalMinor: 10_000 },
  ...changes,
});
