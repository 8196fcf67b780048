import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { withVariables } from '@perennial/environment';
import { choosePort, endProcess, findProcesses } from '@perennial/stack';
import type { StackDocument, StackFile } from '@perennial/stack';

import { describeEnding } from '../supervisor/ending.js';
import { SupervisedProcess } from '../supervisor/supervised-process.js';
import { UserError } from '../user-error.js';
import type { Clock } from './clock.js';
import { variableOf } from './databases.js';
import type { DatabaseUrls } from './databases.js';
import { beginLog, lastWordsOfLog } from './log-file.js';
import type { PlatformEvents } from './servers.js';
import { variablesOf } from './variables-of.js';
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
/** Exit code of a service that refuses its settings: no use in trying again. */
const WRONG_SETTINGS = 2;

/** The three services as processes under one supervisor. */
export class Services {
  private processes: readonly SupervisedProcess[] = [];
  private ports: Readonly<Record<ServiceName, number>> = usualPorts;

  constructor(
    private readonly plan: ServicesPlan,
    private readonly events: PlatformEvents,
  ) {}

  get urls(): ServiceUrls {
    const urlOf = (name: ServiceName) => `http://127.0.0.1:${this.ports[name]}`;
    return { ledger: urlOf('ledger'), campaign: urlOf('campaign'), metrics: urlOf('metrics') };
  }

  /** Starts all three, and waits until each is ready. @throws UserError with the last words of one that cannot start */
  async start(): Promise<void> {
    const logs = join(this.plan.dataDir, 'logs');
    mkdirSync(logs, { recursive: true });
    this.ports = await choosePorts(this.plan.env);
    const started = serviceNames.map((name) => this.startOne(name, join(logs, `${name}.log`)));
    this.processes = started.map(({ supervised }) => supervised);
    await Promise.all(started.map(({ ready }) => ready));
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((supervised) => supervised.stop()));
  }

  private async movePort(name: ServiceName): Promise<void> {
    const port = await choosePort(
      [this.ports[name]],
      Object.values(this.ports).filter((taken) => taken !== this.ports[name]),
    );
    this.ports = { ...this.ports, [name]: port };
  }

  private startOne(name: ServiceName, logFile: string): { supervised: SupervisedProcess; ready: Promise<void> } {
    const { plan, events } = this;
    let becameReady = (): void => undefined;
    let failed: (error: Error) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      becameReady = resolve;
      failed = reject;
    });
    let wasReady = false;
    beginLog(logFile);
    let deaths = 0;
    const supervised = new SupervisedProcess(
      {
        script: serviceScript(name, 'main'),
        cwd: workspaceRoot,
        env: () => serviceEnvironment(name, this.ports[name], plan),
        logFile,
        readyUrl: () => `${this.urls[name]}/health/ready`,
      },
      {
        started: (pid) =>
          plan.stackFile.setService(name, { url: this.urls[name], pid, databaseUrl: plan.databaseUrls[name] }),
        ready: () => {
          if (wasReady) return events.recovered(name);
          wasReady = true;
          events.step(`${name} is ready: ${this.urls[name]}`);
          becameReady();
        },
        died: (ending, restartInMs) => {
          const how = describeEnding(ending);
          if (wasReady) return events.died(name, how, restartInMs);
          deaths += 1;
          // Its port may have been taken between the choice and the start; once it was ready, people know its address.
          if (deaths < DEATHS_BEFORE_GIVING_UP && ending.code !== WRONG_SETTINGS) return void this.movePort(name);
          failed(new UserError(`${name} does not start (${how}). ${lastWordsOfLog(logFile)}`));
        },
      },
    );
    supervised.start();
    return { supervised, ready };
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
  return withVariables(plan.env, {
    ...plan.clock.env(),
    // A service runs as its own role; the owner's connection string is none of its business.
    DATABASE_URL: undefined,
    KAFKA_BROKERS: plan.brokers.join(','),
    [variableOf(name, 'DATABASE_URL')]: plan.databaseUrls[name],
    [variableOf(name, 'PORT')]: String(port),
    HOST: '127.0.0.1',
    PERENNIAL_PROGRAMME: plan.programme,
    PERENNIAL_DATA_DIR: plan.dataDir,
  });
}

async function choosePorts(env: NodeJS.ProcessEnv): Promise<Readonly<Record<ServiceName, number>>> {
  const wanted = variablesOf(env, ...serviceNames.map((name) => variableOf(name, 'PORT')));
  const wish = (name: ServiceName) => Number(wanted[variableOf(name, 'PORT')]) || usualPorts[name];
  const ledger = await choosePort([wish('ledger')]);
  const campaign = await choosePort([wish('campaign')], [ledger]);
  const metrics = await choosePort([wish('metrics')], [ledger, campaign]);
  return { ledger, campaign, metrics };
}
