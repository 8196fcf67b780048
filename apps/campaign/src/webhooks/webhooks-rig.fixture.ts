import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Envelope } from '@perennial/contracts';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { loadProgramme } from '@perennial/programme';
import { CLOCK, fitHttpEdge } from '@perennial/service';
import {
  freshDatabase,
  ServiceOnRecords,
  settableClock,
  type FreshDatabase,
  type SettableClock,
} from '@perennial/testing';
import { Registry } from 'prom-client';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { deliverDue, type Sending } from './deliver-due.js';
import { Receiver } from './receiver.fixture.js';
import { webhookRoutes } from './routes/webhook-routes.js';
import { SecretBox } from './secret-box.js';
import { REACH } from './tokens.js';
import { WebhookCommands } from './webhook-commands.js';

export const NOW = '2027-03-01T10:00:00.000Z';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The service's handler on a real database, webhooks behind HTTP, and a receiver to send to, for specs. */
export class WebhooksRig {
  readonly clock: SettableClock = settableClock(NOW);
  readonly vault = aVault();
  readonly handler = new CampaignChunkHandler({
    programme: loadProgramme('programmes/jeweller.yaml'),
    vault: this.vault,
  });
  readonly service: ServiceOnRecords;

  private constructor(
    readonly database: FreshDatabase,
    readonly receiver: Receiver,
    private readonly box: SecretBox,
  ) {
    this.service = new ServiceOnRecords('campaign', database.db, this.handler, this.clock);
  }

  private app: NestExpressApplication | undefined;

  static async start(): Promise<WebhooksRig> {
    const database = await freshDatabase('campaign', campaignService.migrations);
    const rig = new WebhooksRig(database, await Receiver.start(), new SecretBox(randomBytes(32)));
    await rig.listen();
    return rig;
  }

  /** As at the start, but for the inbox. */
  async reset(): Promise<void> {
    this.clock.set(NOW);
    this.receiver.reset();
    for (const table of ['webhook_delivery', 'webhook_endpoint', 'webhook_change', 'idempotency_key'])
      await this.database.db.query(`delete from ${table}`);
  }

  async stop(): Promise<void> {
    await this.app?.close();
    await this.receiver.stop();
    await this.database.drop();
  }

  arrive(...events: readonly Envelope[]): ReturnType<ServiceOnRecords['arrive']> {
    return this.service.arrive(...events);
  }

  /** An endpoint at the receiver. */
  async register(
    types: readonly string[],
    path = '/',
  ): Promise<{ readonly endpointId: string; readonly secret: string }> {
    const { status, body } = await this.post('endpoints', { url: this.receiver.url(path), types });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return { endpointId: String(body['endpointId']), secret: String(body['secret']) };
  }

  /** What one instance works with; jitter makes no difference. */
  sending(changes: Partial<Sending> = {}): Sending {
    const { clock, box, vault } = this;
    const { db } = this.database;
    const usual = {
      db,
      clock,
      box,
      vault,
      log: silentLog,
      reach: { loopback: true },
      chance: () => 0.5,
      count: () => {},
    };
    return { ...usual, ...changes };
  }

  /** Sends what is due now, as one turn of the job does. */
  deliver(changes: Partial<Sending> = {}): Promise<void> {
    return deliverDue(this.sending(changes), { stop: new AbortController().signal, prolong: async () => true });
  }

  /** The latest first. */
  async deliveries(query = ''): Promise<Readonly<Record<string, unknown>>[]> {
    return (await this.get(`deliveries${query}`)).body['items'] as Readonly<Record<string, unknown>>[];
  }

  async get(path: string): Promise<HttpAnswer> {
    return answerOf(await fetch(`${this.url}/${path}`));
  }

  async post(
    path: string,
    body: object = {},
    { key = String(randomUUID()), actor = 'olga' } = {},
  ): Promise<HttpAnswer> {
    const headers = {
      'content-type': 'application/json',
      ...(key === '' ? {} : { 'idempotency-key': key }),
      ...(actor === '' ? {} : { 'perennial-actor': actor }),
    };
    return answerOf(await fetch(`${this.url}/${path}`, { method: 'POST', body: JSON.stringify(body), headers }));
  }

  async delete(path: string): Promise<HttpAnswer> {
    return answerOf(await fetch(`${this.url}/${path}`, { method: 'DELETE', headers: { 'perennial-actor': 'olga' } }));
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.app?.getHttpServer().address() as AddressInfo).port}/v1/webhooks`;
  }

  private async listen(): Promise<void> {
    const module = await Test.createTestingModule({
      controllers: webhookRoutes,
      providers: [
        WebhookCommands,
        { provide: Database, useValue: this.database.db },
        { provide: CLOCK, useValue: this.clock },
        { provide: SecretBox, useValue: this.box },
        { provide: REACH, useValue: { loopback: true } },
      ],
    }).compile();
    this.app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(this.app, { service: 'campaign', log: silentLog, registry: new Registry() });
    await this.app.listen(0, '127.0.0.1');
  }
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as HttpAnswer['body']) };
}
