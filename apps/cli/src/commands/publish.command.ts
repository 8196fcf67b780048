import { encodeStructured, eventOfType } from '@perennial/contracts';
import { connectProducer } from '@perennial/messaging';
import { StackFile } from '@perennial/stack';

import { nowOf } from '../platform/clock.js';
import { serviceUrl } from '../platform/service-url.js';
import { kafkaOf } from '../platform/run-mode.js';
import { clusterIn, withAdvice, type Cluster } from '../platform/sources.js';
import { readText } from '../read-text.js';
import { UserError } from '../user-error.js';
import { eventOfFlags, refuseOthers } from './publish-event.js';
import type { PublishFlags } from './publish-event.js';

interface Message {
  readonly id: string;
  readonly type: string;
  readonly customerId?: string | undefined;
  readonly record: {
    readonly topic: string;
    readonly key: string | null;
    readonly value: Buffer;
    readonly headers: Readonly<Record<string, string>>;
  };
}

const NOT_RUNNING =
  'Perennial is not running here. Start it with "npm start", or set KAFKA_BROKERS (with Docker: 127.0.0.1:9092).';

/** Publishes one event and says what to look at next. */
export async function publish(
  flags: PublishFlags & { readonly file?: string; readonly dataDir: string },
): Promise<number> {
  const stack = new StackFile(flags.dataDir).read();
  const cluster = clusterIn(process.env, stack);
  if (!cluster) throw new UserError(NOT_RUNNING);
  if (flags.file !== undefined) refuseOthers(flags, [], '--file, which has the whole event');
  const message =
    flags.file === undefined
      ? messageOfFlags(flags, nowOf(stack, process.env))
      : messageOfText(await readText(flags.file));

  await send(cluster, message);
  process.stdout.write(`Published ${message.type} with id ${message.id} to ${message.record.topic}\n`);
  if (message.customerId !== undefined) {
    const ledger = serviceUrl('ledger', stack, process.env);
    process.stdout.write(
      `See what became of it:\n  curl -s ${ledger}/v1/members/${encodeURIComponent(message.customerId)}\n`,
    );
  }
  return 0;
}

/** @param now the platform's: one whose clock was set ahead would take an event of the real present for an old one */
function messageOfFlags(flags: PublishFlags, now: Date): Message {
  const event = eventOfFlags(flags, now);
  return { id: event.id, type: event.type, customerId: event.subject, record: encodeStructured(event) };
}

/** Only what decides where it goes is looked at: whether the event is right is for the platform to say. */
function messageOfText(json: string): Message {
  let event: unknown;
  try {
    event = JSON.parse(json);
  } catch (error) {
    throw new UserError(`That is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new UserError('That is not a CloudEvent: expected one JSON object');
  }
  const { type, id, subject } = { type: undefined, id: undefined, subject: undefined, ...event };
  const declaration = typeof type === 'string' ? eventOfType(type) : undefined;
  if (typeof type !== 'string' || !declaration) {
    throw new UserError(
      `"type" is not one of the platform's events: ${JSON.stringify(type)}. "perennial topics" lists them.`,
    );
  }
  const customerId = typeof subject === 'string' ? subject : undefined;
  return {
    id: String(id),
    type,
    customerId,
    record: {
      topic: declaration.topic,
      key: customerId ?? null,
      value: Buffer.from(json, 'utf8'),
      headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
    },
  };
}

async function send(cluster: Cluster, { record }: Message): Promise<void> {
  const ask = async (): Promise<void> => {
    const producer = await connectProducer({ ...cluster, clientId: 'perennial-publish' });
    await producer.send([record]);
    await producer.disconnect();
  };
  // Brokers that nobody named are those of the platform that runs here.
  await (kafkaOf(process.env)
    ? withAdvice(cluster, ask)
    : withAdvice(cluster, ask, 'Is Perennial running? Start it with "npm start".'));
}
