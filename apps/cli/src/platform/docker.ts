import { spawn } from 'node:child_process';

import type { StackFile } from '@perennial/stack';

import { UserError } from '../user-error.js';
import { variableOf, type DatabaseUrls } from './databases.js';
import type { Platform, PlatformPlan } from './platform.js';
import type { PlatformEvents, Undo } from './servers.js';
import type { ServiceUrls } from './services.js';
import { topicPrefixOf } from './variables-of.js';
import { serviceNames, usualPorts, usualProgramme, workspaceRoot } from './workspace.js';
import type { ServiceName } from './workspace.js';

const STOP_SECONDS = 8;
/** Where the broker listens for programs outside the containers. */
const OUTSIDE_KAFKA_PORT = 29_092;
const POSTGRES_PORT = 5_432;

/**
 * Brings everything up with docker compose, which then also restarts what dies.
 *
 * @throws UserError with what docker wrote, or naming what was asked for and does not reach the containers
 */
export async function startDocker(
  plan: Pick<PlatformPlan, 'env' | 'programme' | 'clock'>,
  stackFile: StackFile,
  events: PlatformEvents,
  undo: Undo,
): Promise<Platform> {
  checkReachable(plan);
  const { env } = plan;
  // What somebody has brought up by hand is theirs to take down.
  const mine = (await compose(env, ['ps', '--quiet', '--status', 'running'])) === '';
  if (mine) undo.push(async () => void (await compose(env, ['down', '--timeout', String(STOP_SECONDS)])));
  events.step('docker compose up --build (the first time takes a few minutes)');
  await compose(env, ['up', '-d', '--build', '--wait']);

  // Asked, not computed: docker compose also reads its ports from a file .env.
  const addressOf = (service: string, port: number) => compose(env, ['port', service, String(port)]);
  const urlOf = async (service: ServiceName) => `http://${await addressOf(service, usualPorts[service])}`;
  const urls: ServiceUrls = {
    ledger: await urlOf('ledger'),
    campaign: await urlOf('campaign'),
    metrics: await urlOf('metrics'),
  };
  const brokers = [await addressOf('kafka', OUTSIDE_KAFKA_PORT)];
  const databaseUrls = databaseUrlsIn(
    await compose(env, ['config', '--format', 'json']),
    await addressOf('postgres', POSTGRES_PORT),
  );
  const runningAt = (service: ServiceName) => ({ url: urls[service], databaseUrl: databaseUrls[service] });
  stackFile.merge({
    kafka: { brokers },
    services: { ledger: runningAt('ledger'), campaign: runningAt('campaign'), metrics: runningAt('metrics') },
  });
  undo.push(async () => stackFile.merge({ kafka: undefined, services: undefined }));
  for (const [name, url] of Object.entries<string>(urls)) events.step(`${name} is ready: ${url}`);
  return { cluster: { brokers, topicPrefix: '' }, urls };
}

/**
 * What the containers of the services connect to, as it is reached from outside of them.
 *
 * @param config what `docker compose config` writes as JSON
 * @param address host and port of Postgres
 */
export function databaseUrlsIn(config: string, address: string): DatabaseUrls {
  // What it writes could be read as a compose file again: there, $$ is one $.
  const { services } = JSON.parse(config.replaceAll('$$', () => '$')) as {
    services: Record<ServiceName, { environment: Readonly<Record<string, string>> }>;
  };
  const urlOf = (service: ServiceName) => {
    const url = new URL(services[service].environment[variableOf(service, 'DATABASE_URL')] ?? '');
    url.host = address;
    return url.href;
  };
  return { ledger: urlOf('ledger'), campaign: urlOf('campaign'), metrics: urlOf('metrics') };
}

/** Ignored in silence, each of these would have the services work on something else than this command. */
function checkReachable({ env, programme, clock }: Pick<PlatformPlan, 'env' | 'programme' | 'clock'>): void {
  const unreachable = [
    ...(programme === usualProgramme ? [] : ['--programme']),
    ...(clock.startedAs === undefined ? [] : ['PERENNIAL_NOW']),
    ...(env['PERENNIAL_PROGRAMME'] ? ['PERENNIAL_PROGRAMME'] : []),
    ...(topicPrefixOf(env) ? ['PERENNIAL_TOPIC_PREFIX'] : []),
  ];
  if (unreachable.length === 0) return;
  throw new UserError(
    `${unreachable.join(' and ')} cannot be used with --docker: the containers have the programme, the time and the topics of docker-compose.yml and .env.`,
  );
}

/**
 * What to do about a port that something else on this machine has.
 *
 * @param written by docker compose, whose words for it depend on its version
 * @returns undefined when that was not it
 */
export function portTaken(written: string): string | undefined {
  const port = /\d+\.\d+\.\d+\.\d+:(\d+)[^\n]*(?:already allocated|already in use)/.exec(written)?.[1];
  if (port === undefined) return undefined;
  const names = ['KAFKA_PORT', 'POSTGRES_PORT', ...serviceNames.map((service) => variableOf(service, 'PORT'))];
  return (
    `Port ${port} of this machine is taken. Stop what listens there, or set another port: ` +
    `${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`
  );
}

const lastLines = (title: string, written: string) => `${title}\n${written.split('\n').slice(-15).join('\n')}`;

/** @returns what it wrote to stdout, trimmed. @throws UserError with what docker wrote */
function compose(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const stdout: Buffer[] = [];
    // A group of its own: a Ctrl-C at the terminal is answered by the command line, in order.
    const docker = spawn('docker', ['compose', '--progress', 'plain', ...args], {
      cwd: workspaceRoot,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    docker.stdout.on('data', (data: Buffer) => {
      output.push(data);
      stdout.push(data);
    });
    docker.stderr.on('data', (data: Buffer) => output.push(data));
    docker.once('error', () =>
      reject(new UserError('Docker is not installed (no "docker" to run). Leave --docker out to run without it.')),
    );
    docker.once('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(stdout).toString('utf8').trim());
      const written = Buffer.concat(output).toString('utf8').trim();
      reject(new UserError(portTaken(written) ?? lastLines(`docker compose ${args[0]} failed:`, written)));
    });
  });
}
