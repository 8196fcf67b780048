import { readKafkaAddress, type KafkaAddress } from '@perennial/messaging';

import { UserError } from '../user-error.js';
import { refuseWrong, variablesOf } from './variables-of.js';

/** Servers that were there before us. */
interface ExternalServers {
  readonly kafka: KafkaAddress;
  readonly ownerUrl: string;
}

/** Where Kafka and Postgres come from. */
export type RunMode =
  ({ readonly kind: 'external' } & ExternalServers) | { readonly kind: 'docker' } | { readonly kind: 'embedded' };

/**
 * First match wins: servers named in the environment, Docker when asked for, else servers of our own.
 *
 * @throws UserError when only one of the two variables is set
 */
export function runModeOf(env: NodeJS.ProcessEnv, wantsDocker: boolean): RunMode {
  const external = externalServers(env);
  if (external) return { kind: 'external', ...external };
  return wantsDocker ? { kind: 'docker' } : { kind: 'embedded' };
}

/** The servers `KAFKA_BROKERS` and `DATABASE_URL` name; undefined when neither is set. */
export function externalServers(env: NodeJS.ProcessEnv): ExternalServers | undefined {
  const kafka = kafkaOf(env);
  const ownerUrl = variablesOf(env, 'DATABASE_URL')['DATABASE_URL'];
  if (!kafka && !ownerUrl) return undefined;
  if (!kafka || !ownerUrl) {
    const [set, missing] = kafka ? ['KAFKA_BROKERS', 'DATABASE_URL'] : ['DATABASE_URL', 'KAFKA_BROKERS'];
    throw new UserError(
      `${set} is set but ${missing} is not. Set both to use your own Kafka and Postgres, or neither.`,
    );
  }
  if (!isPostgresUrl(ownerUrl)) {
    throw new UserError('DATABASE_URL is not a URL like postgres://owner:password@host:5432/postgres');
  }
  return { kafka, ownerUrl };
}

/** The Kafka of `KAFKA_BROKERS`; undefined when it is not set. @throws UserError naming every variable that is wrong */
export function kafkaOf(env: NodeJS.ProcessEnv): KafkaAddress | undefined {
  const { kafka, problems } = readKafkaAddress(env);
  refuseWrong(problems);
  return kafka;
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}
