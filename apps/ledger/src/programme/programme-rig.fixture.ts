import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';

import { encodeStructured, type Envelope } from '@perennial/contracts';
import { rehearse, type OutgoingMessage, type Rehearsal } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { type FreshDatabase } from '@perennial/testing';

import { LedgerCommands } from '../commands/ledger-commands.js';
import { LedgerChunkHandler } from '../handlers/chunk.handler.js';
import { ledgerDatabase } from '../ledger-database.fixture.js';
import { ApplyProgrammeRoute } from '../routes/apply-programme.route.js';
import { ExplainEventRoute } from '../routes/explain-event.route.js';
import { GetMemberRoute } from '../routes/get-member.route.js';
import { SimulateEventRoute } from '../routes/simulate-event.route.js';
import type { ProgrammeStore } from './programme.store.js';
import { startProgramme } from './start-programme.js';

export const documentOf = (name: 'jeweller' | 'travel-club'): string =>
  readFileSync(fileURLToPath(new URL(`../../../../programmes/${name}.yaml`, import.meta.url)), 'utf8');

/** The text of the jeweller's programme with changes, as somebody would edit it. */
export function jewellerWith(version: number, ...changes: readonly (readonly [was: string, is: string])[]): string {
  let text = documentOf('jeweller').replace('version: 1', `version: ${version}`);
  for (const [was, is] of changes) {
    if (!text.includes(was)) throw new Error(`the document does not say ${was}`);
    text = text.replace(was, is);
  }
  return text;
}

export interface Answered {
  readonly status: number;
  readonly replayed: boolean;
  readonly body: Record<string, unknown>;
}

/** The programme's routes on a real database; events come as delivery brings them, one a transaction. */
export class ProgrammeRig {
  /** What the handler wanted published. */
  readonly published: OutgoingMessage[] = [];
  readonly handler: LedgerChunkHandler;

  private constructor(
    readonly database: FreshDatabase,
    readonly programmes: ProgrammeStore,
    public now: Date,
  ) {
    this.handler = new LedgerChunkHandler(programmes);
  }

  static async start(document = documentOf('jeweller'), now = new Date('2027-06-01T00:00:00Z')): Promise<ProgrammeRig> {
    const database = await ledgerDatabase();
    const programmes = await startProgramme(database.db, { document, file: 'programme.yaml', now });
    return new ProgrammeRig(database, programmes, now);
  }

  get db(): Database {
    return this.database.db;
  }

  stop(): Promise<void> {
    return this.database.drop();
  }

  async deliver(...events: readonly Envelope[]): Promise<Rehearsal[]> {
    const outcomes: Rehearsal[] = [];
    for (const event of events) {
      const { value } = encodeStructured(event);
      const { handler, now } = this;
      const outcome = await this.db.transaction((tx) => rehearse(tx, Buffer.from(value), { handler, now }));
      if (outcome.outcome === 'handled') this.published.push(...outcome.result.messages);
      outcomes.push(outcome);
    }
    return outcomes;
  }

  async apply(
    document: string,
    { key = String(randomUUID()), actor = '', db = this.db, programmes = this.programmes } = {},
  ): Promise<Answered> {
    const clock = () => this.now;
    const commands = new LedgerCommands(db, clock, programmes, { wakePublisher: () => {} });
    const route = new ApplyProgrammeRoute(commands, clock, programmes);
    const { response, answered } = fakeResponse();
    const request = { operation: 'POST /v1/programme', params: {}, key, body: document };
    await route.apply(document, actor === '' ? request : { ...request, actor }, response);
    return answered();
  }

  simulate(event: object, document?: string) {
    const route = new SimulateEventRoute(this.db, () => this.now, this.programmes);
    return route.simulate({ event: { ...event }, ...(document === undefined ? {} : { document }) });
  }

  explain(customerId: string, { source, id }: Pick<Envelope, 'source' | 'id'>) {
    return new ExplainEventRoute(this.db, () => this.now, this.programmes).explain(customerId, source, id);
  }

  member(customerId: string) {
    return new GetMemberRoute(this.db, () => this.now, this.programmes).get(customerId, { by: 'event' });
  }

  /** A digest of the rows of every table. */
  async digests(): Promise<Record<string, string>> {
    const tables = await this.db.query<{ name: string }>(
      `select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const sql = `select coalesce(md5(string_agg(each::text, '|' order by each::text)), '') as digest from "${name}" each`;
      const [row] = await this.db.query<{ digest: string }>(sql);
      digests[name] = row?.digest ?? '';
    }
    return digests;
  }
}

/** An event as a producer writes it. */
export function structured(event: Envelope): Record<string, unknown> {
  return JSON.parse(String(encodeStructured(event).value)) as Record<string, unknown>;
}

function fakeResponse(): { response: ServerResponse; answered: () => Answered } {
  const headers = new Map<string, string>();
  let text = '';
  const response = {
    statusCode: 0,
    setHeader: (name: string, value: string) => headers.set(name, value),
    end: (body: string) => (text = body),
  };
  const answered = () => ({
    status: response.statusCode,
    replayed: headers.has('Idempotent-Replayed'),
    body: JSON.parse(text) as Record<string, unknown>,
  });
  return { response: response as unknown as ServerResponse, answered };
}
