import { parseInstant } from '@perennial/contracts';
import { readVariables, type Environment, type VariableProblem, type Variables } from '@perennial/environment';
import { kafkaClients, readKafkaAddress, type KafkaAddress, type KafkaClient } from '@perennial/messaging';
import { runtimeUrl } from '@perennial/persistence';
import { z } from 'zod';
import { ConfigInvalid } from './errors.js';
import { type LogLevel, logLevels } from './log.js';
import type { ServiceDefinition } from './service-definition.js';

/** Everything a service knows of its surroundings, read once at its start. Injected as `CONFIG`. */
export interface ServiceConfig<Settings extends z.ZodRawShape = z.ZodRawShape> {
  /** KAFKA_BROKERS and the variables that say how they are spoken to (`kafkaVariables`). */
  readonly kafka: KafkaAddress;
  /** PERENNIAL_KAFKA_CLIENT: what events are consumed and published with. */
  readonly kafkaClient: KafkaClient;
  /** <SERVICE>_DATABASE_URL; or, from the owner's DATABASE_URL, the service's own database as its runtime role. */
  readonly databaseUrl: string;
  /** <SERVICE>_PORT. 0 takes any free port. */
  readonly port: number;
  /** HOST: the address to listen on. Only this machine unless told otherwise. */
  readonly host: string;
  /** PERENNIAL_NOW: where the clock starts. Never in production. */
  readonly now: Date | undefined;
  /** PERENNIAL_TOPIC_PREFIX: before every topic and group, where several installations share a broker. */
  readonly topicPrefix: string;
  /** PERENNIAL_PROGRAMME: path of the programme document. */
  readonly programmePath: string;
  /** LOG_LEVEL: the least that is logged. */
  readonly logLevel: LogLevel;
  /** NODE_ENV is `production`. */
  readonly production: boolean;
  /** The service's own settings by the names of their variables. */
  readonly settings: z.output<z.ZodObject<Settings>>;
}

/** Who migrates, and where. */
export interface MigrationConfig {
  /** The database to migrate, as its owner. */
  readonly ownerUrl: string;
  /** Given when database and runtime role are ours to create first. */
  readonly provision?: { readonly serverUrl: string; readonly runtimePassword?: string };
}

/** Written in examples, images and tutorials, so known to everybody. */
const PUBLIC_PASSWORDS = new Set([
  '',
  'admin',
  'changeme',
  'password',
  'perennial',
  'postgres',
  'root',
  'secret',
  'test',
]);

const databaseUrl = z
  .string()
  .refine(
    (text) => ['postgres:', 'postgresql:'].includes(urlOf(text)?.protocol ?? '') && urlOf(text)?.hostname !== '',
    {
      error: 'must look like postgres://user:password@host:5432/database',
    },
  )
  .refine((text) => isDecodable(urlOf(text)?.password ?? ''), {
    error: 'has a % in its password that begins no escape: write %25 for it',
  });

const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== undefined) return new Date(at);
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(text)} is no instant with a zone, such as 2027-03-01T10:00:00Z`,
  });
  return z.NEVER;
});

const port = z.string().transform((text, context) => {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(text)} is no port: a whole number up to 65535, 0 for any free one`,
  });
  return z.NEVER;
});

/** What every service reads. The two variables that carry the service's name stand here without it. */
const platform = (definition: Named) =>
  z.object({
    PERENNIAL_KAFKA_CLIENT: z
      .enum(kafkaClients, { error: `must be one of ${kafkaClients.join(', ')}` })
      .default(kafkaClients[0]),
    DATABASE_URL: databaseUrl.optional(),
    OWN_DATABASE_URL: databaseUrl.optional(),
    OWN_PORT: port.default(definition.port),
    HOST: z.string().default('127.0.0.1'),
    PERENNIAL_NOW: instant.optional(),
    PERENNIAL_TOPIC_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,80}$/, { error: 'must be letters, digits, dots, dashes and underscores only' })
      .default(''),
    PERENNIAL_PROGRAMME: z.string().default('programmes/jeweller.yaml'),
    LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
    NODE_ENV: z.string().default('development'),
  });

type Named = Pick<ServiceDefinition, 'name' | 'port'>;

/** @throws ConfigInvalid naming every wrong variable */
export function readConfig<Settings extends z.ZodRawShape>(
  definition: ServiceDefinition<Settings>,
  environment: Environment,
): ServiceConfig<Settings> {
  const { found, variables, problems, keyOf } = readPlatform(definition, environment);
  const { kafka, problems: kafkaProblems } = readKafkaAddress(environment);
  problems.push(...kafkaProblems);
  const own = readVariables(Object.keys(definition.config), environment);
  const settings = z.object(definition.config).safeParse(own.variables);
  problems.push(...own.problems, ...(settings.error?.issues.map((issue) => problemOf(issue, own.variables)) ?? []));
  problems.push(...notBelongingTogether(kafka !== undefined, variables, keyOf('OWN_DATABASE_URL')));
  if (!found || !kafka || !settings.success || problems.length > 0) throw new ConfigInvalid(definition.name, problems);
  return {
    kafka,
    kafkaClient: found.PERENNIAL_KAFKA_CLIENT,
    databaseUrl: found.OWN_DATABASE_URL ?? runtimeUrl(found.DATABASE_URL ?? '', definition.name),
    port: found.OWN_PORT,
    host: found.HOST,
    now: found.PERENNIAL_NOW,
    topicPrefix: found.PERENNIAL_TOPIC_PREFIX,
    programmePath: found.PERENNIAL_PROGRAMME,
    logLevel: found.LOG_LEVEL,
    production: found.NODE_ENV === 'production',
    settings: settings.data,
  };
}

/**
 * With DATABASE_URL, its role owns the service's database and creates it where needed; a password in
 * <SERVICE>_DATABASE_URL becomes the runtime role's. With only the latter, its role owns what is there.
 *
 * @throws ConfigInvalid naming every wrong variable
 */
export function readMigrationConfig(definition: Named, environment: Environment): MigrationConfig {
  const { found, problems, keyOf } = readPlatform(definition, environment);
  const server = found?.DATABASE_URL;
  const own = found?.OWN_DATABASE_URL;
  if (found && server === undefined && own === undefined) {
    problems.push({
      key: 'DATABASE_URL',
      message: `is missing, and so is ${keyOf('OWN_DATABASE_URL')}: one must name the database to migrate`,
    });
  }
  if (!found || problems.length > 0) throw new ConfigInvalid(definition.name, problems);
  return migrationConfig(definition.name, server, own);
}

function migrationConfig(service: string, server: string | undefined, own: string | undefined): MigrationConfig {
  if (server === undefined) return { ownerUrl: own ?? '' };
  const runtime = own === undefined ? undefined : new URL(own);
  const standard = new URL(runtimeUrl(server, service));
  if (runtime && (runtime.username !== standard.username || runtime.pathname !== standard.pathname)) {
    // Names of the operator's own choice: the database and its roles are theirs to create, only the tables are ours.
    const owner = new URL(server);
    owner.pathname = runtime.pathname;
    return { ownerUrl: owner.href };
  }
  const owner = new URL(server);
  owner.pathname = standard.pathname;
  const runtimePassword = runtime && decodeURIComponent(runtime.password);
  return { ownerUrl: owner.href, provision: { serverUrl: server, ...(runtimePassword ? { runtimePassword } : {}) } };
}

function readPlatform(definition: Named, environment: Environment) {
  const schema = platform(definition);
  const keyOf = (key: string): string => key.replace(/^OWN_/, `${definition.name.toUpperCase()}_`);
  const { variables, problems } = readVariables(Object.keys(schema.shape).map(keyOf), environment);
  const parsed = schema.safeParse(
    Object.fromEntries(Object.keys(schema.shape).map((key) => [key, variables[keyOf(key)]])),
  );
  problems.push(...(parsed.error?.issues.map((issue) => problemOf(issue, variables, keyOf)) ?? []));
  if (variables.NODE_ENV === 'production') problems.push(...refusedInProduction(variables, keyOf('OWN_DATABASE_URL')));
  return { found: parsed.data, variables, problems, keyOf };
}

function notBelongingTogether(broker: boolean, variables: Variables, ownUrl: string): VariableProblem[] {
  const database = variables.DATABASE_URL !== undefined || variables[ownUrl] !== undefined;
  const neither = 'while npm start brings a broker and a database up by itself';
  const problems: VariableProblem[] = [];
  if (!broker) {
    const why = database ? 'though a database is given; they belong together' : neither;
    problems.push({ key: 'KAFKA_BROKERS', message: `is missing, ${why}` });
  }
  if (!database) {
    const why = broker ? 'though KAFKA_BROKERS is given; they belong together' : neither;
    problems.push({ key: 'DATABASE_URL', message: `is missing, and so is ${ownUrl}, ${why}` });
  }
  return problems;
}

function refusedInProduction(variables: Variables, ownUrl: string): VariableProblem[] {
  const problems: VariableProblem[] = [];
  if (variables.PERENNIAL_NOW !== undefined) {
    problems.push({
      key: 'PERENNIAL_NOW',
      message: 'moves the clock, which is refused with NODE_ENV=production: remove it',
    });
  }
  for (const key of ['DATABASE_URL', ownUrl]) {
    const url = urlOf(variables[key] ?? '');
    if (!url || !isDecodable(url.password)) continue;
    if (PUBLIC_PASSWORDS.has(decodeURIComponent(url.password).toLowerCase()) || url.password === url.username) {
      problems.push({
        key,
        message:
          'has no password, or one that everybody knows, which is refused with NODE_ENV=production: set one of your own',
      });
    }
  }
  return problems;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A schema's complaint as the operator reads it. */
function problemOf(
  issue: z.core.$ZodIssue,
  variables: Variables,
  keyOf: (key: string) => string = (key) => key,
): VariableProblem {
  const key = keyOf(String(issue.path[0] ?? 'environment'));
  const missing = issue.code === 'invalid_type' && variables[key] === undefined;
  return { key, message: missing ? 'is missing' : issue.message };
}
