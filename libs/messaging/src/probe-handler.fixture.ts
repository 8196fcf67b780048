import type { Envelope } from '@perennial/contracts';
import { defineMigration, type Tx } from '@perennial/persistence';

import type { Chunk, ChunkHandler, OutgoingMessage, Rejection } from './chunk-handler.js';

export const probeTable = defineMigration({
  scope: 'probe',
  number: 1,
  name: 'effects',
  up: `create table effects (
         n int8 generated always as identity, source text, id text, type text, subject text,
         limited int2, primary key (source, id))`,
});

/** Writes one row and one message per event: exactly once and in order show in the table, publication in the topic. */
export class ProbeHandler implements ChunkHandler {
  readonly chunks: { chunk: Chunk; events: readonly Envelope[] }[] = [];
  before: (events: readonly Envelope[], tx: Tx, chunk: Chunk) => Promise<void> | void = () => {};
  reject: (event: Envelope) => Pick<Rejection, 'reason' | 'detail'> | undefined = () => undefined;
  /** What the column `limited` (int2) gets: a larger number is refused by the database. */
  number: (event: Envelope) => number = () => 1;

  async forgottenAmong(): Promise<ReadonlySet<string>> {
    return new Set();
  }

  async handle(events: readonly Envelope[], tx: Tx, chunk: Chunk) {
    this.chunks.push({ chunk, events });
    await this.before(events, tx, chunk);
    const rejected: Rejection[] = [];
    const accepted: Envelope[] = [];
    for (const event of events) {
      const no = this.reject(event);
      if (no) rejected.push({ event, ...no });
      else accepted.push(event);
    }
    await tx.query(
      `insert into effects (source, id, type, subject, limited)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])`,
      [
        accepted.map(({ source }) => source),
        accepted.map(({ id }) => id),
        accepted.map(({ type }) => type),
        accepted.map(({ subject }) => subject ?? null),
        accepted.map((event) => this.number(event)),
      ],
    );
    return { messages: accepted.map(answerTo), rejected };
  }
}

function answerTo(event: Envelope): OutgoingMessage {
  return {
    type: 'loyalty.reward.issued.v1',
    id: `reward-of-${event.id}`,
    time: event.time,
    subject: event.subject ?? 'guest',
    data: { rewardId: `reward-of-${event.id}` },
    causationid: event.id,
    causationsource: event.source,
  };
}
