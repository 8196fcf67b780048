import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { choosePort, endProcess, findProcesses } from '@perennial/stack';
import type { StackDocument, StackFile } from '@perennial/stack';

import { SupervisedProcess } from '../supervisor/supervised-process.js';
import { UserError } from '../user-error.js';
import type { Clock } from './clock.js';
import { variableOf } from './databases.js';
import type { DatabaseUrls } from './databases.js';
import { lastWordsOfLog } from './log-file.js';
import type { PlatformEvents } from './servers.js';
import { serviceNames, serviceScript, usualPorts, workspaceRoot } from './workspace.js';
import type { ServiceName } from './workspace.js';

export interface ServicesPlan {
  readonly brokers: readonly string[];
  readonly databaseUrls: DatabaseUrls;
  readonly programme: string;
  readonly dataDir: string;
  readonly stackFile: StackFile;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
}

export type ServiceUrls = Readonly<Record<ServiceName, string>>;

const STOP_PATIENCE_MS = 5_000;
/** A service that dies this often before it was ready for the first time has a reason a person must see. */
const DEATHS_BEFORE_GIVING_UP = 3;

/** The three services as processes under one supervisor. */
export class Services {
  private readonly processes: SupervisedProcess[];
  private readonly notReady = new Set<string>(serviceNames);

  private constructor(
    readonly urls: ServiceUrls,
    processes: SupervisedProcess[],
  ) {
    this.processes = processes;
  }

  /** Names of services that are not ready at the moment. */
  get down(): readonly string[] {
    return [...this.notReady];
  }

  /** Starts all three, and waits until each is ready. @throws UserError with the last words of one that cannot start */
  static async start(plan: ServicesPlan, events: PlatformEvents): Promise<Services> {
    const logs = join(plan.dataDir, 'logs');
    mkdirSync(logs, { recursive: true });
    const ports = await choosePorts(plan.env);
    const urls = { ledger: urlOf(ports.ledger), campaign: urlOf(ports.campaign), metrics: urlOf(ports.metrics) };

    return new Promise((resolve, reject) => {
      const begun = new Set<string>();
      const deaths = new Map<string, number>();
      const processes = serviceNames.map((name) => {
        const logFile = join(logs, `${name}.log`);
        return new SupervisedProcess(
          {
            name,
            script: serviceScript(name, 'main'),
            cwd: workspaceRoot,
            env: () => serviceEnvironment(name, ports[name], plan),
            logFile,
            readyUrl: `${urls[name]}/health/ready`,
          },
          {
            started: (_, pid) =>
              plan.stackFile.setService(name, { url: urls[name], pid, databaseUrl: plan.databaseUrls[name] }),
            ready: () => {
              services.notReady.delete(name);
              if (begun.has(name)) return events.recovered(name);
              begun.add(name);
              events.step(`${name} is ready: ${urls[name]}`);
              if (begun.size === serviceNames.length) resolve(services);
            },
            died: (_, how, restartInMs) => {
              services.notReady.add(name);
              if (begun.has(name)) return events.died(name, how, restartInMs);
              const times = (deaths.get(name) ?? 0) + 1;
              deaths.set(name, times);
              if (times < DEATHS_BEFORE_GIVING_UP) return;
              const words = lastWordsOfLog(logFile);
              void services.stop().then(() => reject(new UserError(`${name} does not start (${how}). ${words}`)));
            },
          },
        );
      });
      const services = new Services(urls, processes);
      for (const supervised of processes) supervised.start();
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((supervised) => supervised.stop()));
  }

  kill(): void {
    for (const supervised of this.processes) supervised.kill();
  }
}

/** Ends services that an interrupted run left behind; a process that has one of their ids by chance is left alone. */
export async function endLeftovers(document: StackDocument): Promise<number> {
  const leftovers = serviceNames.flatMap((name) => {
    const pid = document.services?.[name]?.pid;
    return pid !== undefined && findProcesses([serviceScript(name, 'main')]).includes(pid) ? [pid] : [];
  });
  await Promise.all(leftovers.map((pid) => endProcess(pid, 'SIGTERM', STOP_PATIENCE_MS)));
  return leftovers.length;
}

function serviceEnvironment(name: ServiceName, port: number, plan: ServicesPlan): NodeJS.ProcessEnv {
  // A service runs as its own role; the owner's connection string is none of its business.
  const { DATABASE_URL: _owner, ...env } = plan.env;
  return {
    ...env,
    ...plan.clock.env(),
    KAFKA_BROKERS: plan.brokers.join(','),
    [variableOf(name, 'DATABASE_URL')]: plan.databaseUrls[name],
    [variableOf(name, 'PORT')]: String(port),
    HOST: '127.0.0.1',
    PERENNIAL_PROGRAMME: plan.programme,
  };
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

async function choosePorts(env: NodeJS.ProcessEnv): Promise<Readonly<Record<ServiceName, number>>> {
  const wish = (name: ServiceName) => Number(env[variableOf(name, 'PORT')] || usualPorts[name]);
  const ledger = await choosePort([wish('ledger')]);
  const campaign = await choosePort([wish('campaign')], [ledger]);
  const metrics = await choosePort([wish('metrics')], [ledger, campaign]);
  return { ledger, campaign, metrics };
}
