import type { EventLog } from './event-log.js';
import { KafkaJsEventLog, type KafkaOptions } from './kafkajs/kafkajs-event-log.js';

/** Clients there is an adapter for; the first is the default. */
export const kafkaClients = ['kafkajs', 'platformatic'] as const;
export type KafkaClient = (typeof kafkaClients)[number];

/** A log that is not connected yet. The second client is loaded only where it is wanted: that takes a second and 30 MB. */
export async function openEventLog(client: KafkaClient, options: KafkaOptions): Promise<EventLog> {
  if (client === 'kafkajs') return new KafkaJsEventLog(options);
  options.log.info(`the Kafka client is ${client}`);
  const { PlatformaticEventLog } = await import('./platformatic/platformatic-event-log.js');
  return new PlatformaticEventLog(options);
}
