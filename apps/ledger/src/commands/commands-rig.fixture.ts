import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { compareInOrderOfThings, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { listWaitingMessages, silentLog, type ChunkResult } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, DELIVERY, fitHttpEdge } from '@perennial/service';
import { anEvent, settableClock, type FreshDatabase, type SettableClock } from '@perennial/testing';
import { Registry } from 'prom-client';

import { ListAuditRoute } from '../audit-log/list-audit.route.js';
import { LedgerChunkHandler } from '../handlers/chunk.handler.js';
import { ledgerDatabase } from '../ledger-database.fixture.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { startProgramme } from '../programme/start-programme.js';
import { CorrectMemberRoute } from '../reconciliation/correct-member.route.js';
import { ListMismatchesRoute } from '../reconciliation/list-mismatches.route.js';
import { commandRoutes } from '../routes/command-routes.js';
import { ExplainEventRoute } from '../routes/explain-event.route.js';
import { GetMemberRoute } from '../routes/get-member.route.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import { LedgerCommands } from './ledger-commands.js';

export const NOW = '2027-03-10T12:00:00.000Z';

export function programmeText(name: 'jeweller' | 'travel-club'): string {
  return readFileSync(new URL(`../../../../programmes/${name}.yaml`, import.meta.url), 'utf8');
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly replayed: boolean;
  readonly type: string;
}

export interface Published {
  readonly topic: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The commands behind HTTP on a real database, and the chunk handler beside them, for specs. */
export class CommandsRig {
  private nextOffset = 0n;
  /** How often the publisher was woken. */
  woken = 0;

  private constructor(
    readonly database: FreshDatabase,
    readonly clock: SettableClock,
    readonly programmes: ProgrammeStore,
    private app: NestExpressApplication,
  ) {}

  /** @param document a programme, in YAML */
  static async start(document = programmeText('jeweller')): Promise<CommandsRig> {
    const database = await ledgerDatabase({ past: ['delivery'] });
    const clock = settableClock(NOW);
    const programmes = await startProgramme(database.db, { document, file: 'programme.yaml', now: clock() });
    const delivery = { wakePublisher: () => {} };
    const module = await Test.createTestingModule({
      controllers: [
        CorrectMemberRoute,
        ExplainEventRoute,
        GetMemberRoute,
        ListAuditRoute,
        ListMismatchesRoute,
        ...commandRoutes,
      ],
      providers: [
        LedgerCommands,
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: DELIVERY, useValue: delivery },
        { provide: ProgrammeStore, useValue: programmes },
      ],
    }).compile();
    const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'ledger', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
    const rig = new CommandsRig(database, clock, programmes, app);
    delivery.wakePublisher = () => (rig.woken += 1);
    return rig;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  /** One chunk in one transaction, as the delivery hands it over. */
  async handle(...events: readonly Envelope[]): Promise<ChunkResult> {
    this.nextOffset += BigInt(events.length);
    const chunk = { topic: 'test', partition: 0, nextOffset: this.nextOffset, now: this.clock() };
    const handler = new LedgerChunkHandler(this.programmes);
    const inOrder = [...events].sort(compareInOrderOfThings);
    return this.database.db.transaction((tx) => handler.handle(inOrder, tx, chunk));
  }

  /** Has a customer of the jeweller earn points with a purchase an hour ago, or at another instant. */
  async earn(customerId: string, points: number, time = '2027-03-10T11:00:00Z'): Promise<void> {
    const data = { customerId, totalMinor: points * 1000, currency: 'USD', lines: undefined };
    await this.handle(anEvent(purchaseCompleted, { time, data }));
  }

  async post(path: string, body: object = {}, { key = String(randomUUID()), actor = '' } = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...(key === '' ? {} : { 'idempotency-key': key }) };
    const response = await fetch(`${this.url}/v1/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: actor === '' ? headers : { ...headers, 'perennial-actor': actor },
    });
    return answerOf(response);
  }

  /** Without a body, as a command that needs none may be sent. */
  async postNothing(path: string): Promise<Answer> {
    const headers = { 'idempotency-key': String(randomUUID()) };
    return answerOf(await fetch(`${this.url}/v1/${path}`, { method: 'POST', headers }));
  }

  async get(path: string): Promise<Answer> {
    return answerOf(await fetch(`${this.url}/v1/${path}`));
  }

  async available(customerId: string): Promise<unknown> {
    const { body } = await this.get(`members/${encodeURIComponent(customerId)}`);
    return (body as { balance?: { available: number } }).balance?.available;
  }

  /** Everything written for publication by commands, oldest first; of a topic, or of all. */
  async published(topic?: string): Promise<Published[]> {
    const messages = await listWaitingMessages(this.database.db);
    return messages
      .filter((message) => topic === undefined || message.topic === topic)
      .map(({ topic: where, headers, value }) => ({
        topic: where,
        headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, each]) => [name, String(each)])),
        data: JSON.parse(String(value)) as Published['data'],
      }));
  }

  verify(): ReturnType<typeof verifyLedger> {
    return verifyLedger(this.database.db);
  }

  get openApi(): string {
    return `${this.url}/openapi.json`;
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`;
  }
}

async function answerOf(response: Response): Promise<Answer> {
  return {
    status: response.status,
    body: (await response.json()) as Answer['body'],
    replayed: response.headers.get('idempotent-replayed') === 'true',
    type: response.headers.get('content-type') ?? '',
  };
}
