import { readFileSync } from 'node:fs';

import type { KafkaAddress } from '@perennial/messaging';
import type { StackDocument } from '@perennial/stack';

import type { Screen } from '../screen/screen.js';
import { UserError } from '../user-error.js';
import { getJson } from './http.js';
import { serviceUrl } from './service-url.js';
import { kafkaOf } from './run-mode.js';
import { topicPrefixOf } from './variables-of.js';

export interface Cluster extends KafkaAddress {
  readonly topicPrefix: string;
}

/** The Kafka whose topics are read: that of `KAFKA_BROKERS`, or what runs here. @throws UserError when there is none */
export function clusterOf(env: NodeJS.ProcessEnv, stack: StackDocument): Cluster {
  const cluster = clusterIn(env, stack);
  if (!cluster) throw new UserError('No Kafka is running here to read topics of: set KAFKA_BROKERS.');
  return cluster;
}

/** The same; undefined when there is none. */
export function clusterIn(env: NodeJS.ProcessEnv, stack: StackDocument): Cluster | undefined {
  const kafka = kafkaOf(env) ?? stack.kafka;
  if (!kafka) return undefined;
  const { brokers, security } = kafka;
  return { brokers, security, topicPrefix: topicPrefixOf(env) };
}

const LOOK_AT =
  'Does it run there, and does it want TLS or a login? See KAFKA_BROKERS, KAFKA_SECURITY_PROTOCOL and what belongs to it (docs/settings.md).';

/** @throws UserError naming the brokers and what to look at, where something that is asked of them fails */
export async function withAdvice<T>({ brokers }: Cluster, ask: () => Promise<T>, advice = LOOK_AT): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`Kafka at ${brokers.join(', ')} does not do what it is asked: ${why}\n${advice}`);
  }
}

/**
 * The public keys that are believed: those the auditor brings, else those the running service names, which is said.
 *
 * @param publicKey path of a PEM file
 */
export async function publicKeys(publicKey: string | undefined, stack: StackDocument, screen: Screen): Promise<string> {
  if (publicKey !== undefined) {
    try {
      return readFileSync(publicKey, 'utf8');
    } catch (error) {
      throw new UserError(`${publicKey} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const url = serviceUrl('ledger', stack, process.env);
  let keys: readonly { readonly publicKeyPem: string }[];
  try {
    keys = await getJson(`${url}/v1/ledger/signing-keys`);
  } catch {
    throw new UserError(`No ledger answers at ${url} to name its public keys. Give them with --public-key FILE.`);
  }
  screen.line('Signatures are held against the keys the running ledger names; --public-key takes your own copy.');
  return keys.map(({ publicKeyPem }) => publicKeyPem).join('\n');
}
