import { UserError } from '../user-error.js';

/** Where Kafka and Postgres come from. */
export type RunMode =
  | { readonly kind: 'external'; readonly brokers: readonly string[]; readonly ownerUrl: string }
  | { readonly kind: 'docker' }
  | { readonly kind: 'embedded' };

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
export function externalServers(
  env: NodeJS.ProcessEnv,
): { readonly brokers: readonly string[]; readonly ownerUrl: string } | undefined {
  const brokers = brokersOf(env);
  const ownerUrl = env['DATABASE_URL'] || undefined;
  if (!brokers && !ownerUrl) return undefined;
  if (!brokers || !ownerUrl) {
    const [set, missing] = brokers ? ['KAFKA_BROKERS', 'DATABASE_URL'] : ['DATABASE_URL', 'KAFKA_BROKERS'];
    throw new UserError(
      `${set} is set but ${missing} is not. Set both to use your own Kafka and Postgres, or neither.`,
    );
  }
  if (!isPostgresUrl(ownerUrl)) {
    throw new UserError('DATABASE_URL is not a URL like postgres://owner:password@host:5432/postgres');
  }
  return { brokers, ownerUrl };
}

/** Host and port pairs of `KAFKA_BROKERS`, comma separated; undefined when it is not set. */
export function brokersOf(env: NodeJS.ProcessEnv): readonly string[] | undefined {
  const brokers = (env['KAFKA_BROKERS'] ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  const wrong = brokers.find((broker) => !/^[^\s/]+:\d+$/.test(broker));
  if (wrong !== undefined) throw new UserError(`KAFKA_BROKERS: "${wrong}" is not host:port`);
  return brokers.length > 0 ? brokers : undefined;
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}
