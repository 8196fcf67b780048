import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ClusterOptions } from '@perennial/messaging';
import { runtimeUrl } from '@perennial/persistence';
import { choosePort, EmbeddedStack, type ServerName } from '@perennial/stack';
import { FaultyProxy } from '@perennial/testing';

import { campaignDocumentIn, environmentOf } from './environment.js';
import { install, type Installation } from './installation.js';
import { campaignDocument, hasCampaigns } from './load/campaigns.js';
import { ServiceProcess } from './service-process.js';
import { serviceNames, type ServiceName } from './workspace.js';

/** The services' time begins here and runs. All histories are over by then, so that nobody's clock decides which facts count. */
export const NOW_AT_START = Date.parse('2036-06-15T12:00:00Z');

const CRASHES_MAX = 3;
/** After the services are started: by then they know the schedule, also on a busy machine. */
const INSTANTS_AFTER_MS = [60_000, 80_000];
const SERVER_DOWN_MS = 1_000;

export interface WorldOptions {
  /** Modules that every service loads before its own. */
  readonly imports: readonly string[];
  /** What a process of a service finds in its environment besides. */
  readonly envOf: (dataDir: string, name: string) => NodeJS.ProcessEnv;
  /** One line of what happened without our doing, or because of it. */
  readonly onNews: (text: string) => void;
  readonly onStep: (text: string) => void;
}

/**
 * A broker and a database as processes, proxies in front of both, and the services as they are delivered, which come
 * through the proxies. Who judges them does not.
 */
export class World {
  readonly services = new Map<string, ServiceProcess>();
  private readonly startedMs = performance.now();
  private readonly reviving: Partial<Record<ServerName, Promise<void>>> = {};
  private ending = false;
  private installation: Installation | undefined;
  /** When the campaign of a schedule is due, in milliseconds since 1970. */
  instants: readonly number[] = [];
  /** When we end in a hurry nobody is left, a frozen process neither; the stack does the same for itself. */
  private readonly killAtExit = (): void => {
    for (const process of this.services.values()) process.signal('SIGKILL');
  };

  private constructor(
    readonly dataDir: string,
    private readonly options: WorldOptions,
    private readonly stack: EmbeddedStack,
    readonly proxies: Readonly<Record<ServerName, FaultyProxy>>,
    private readonly proxyPorts: Readonly<Record<ServerName, number>>,
  ) {
    process.once('exit', this.killAtExit);
  }

  static async start(options: WorldOptions): Promise<World> {
    const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'perennial-chaos-')));
    chmodSync(dataDir, 0o711); // under root another user runs Postgres and must get in
    const door = await choosePort([]);
    const kafka = await choosePort([], [door]);
    const postgres = await choosePort([], [door, kafka]);
    let world: World | undefined = undefined;
    const stack = await EmbeddedStack.start({
      dataDir,
      ports: 'any',
      onStep: options.onStep,
      kafka: { doors: [{ name: 'PROXIED', protocol: 'PLAINTEXT', port: door, advertised: `127.0.0.1:${kafka}` }] },
      onExit: (server) => world?.revive(server),
    });
    const proxies = {
      kafka: await FaultyProxy.start(door, kafka),
      postgres: await FaultyProxy.start(Number(new URL(stack.postgresUrl).port), postgres),
    };
    world = new World(dataDir, options, stack, proxies, { kafka, postgres });
    mkdirSync(join(dataDir, 'logs'), { recursive: true });
    return world;
  }

  /** Ends the processes of the installation before, empties everything and starts this one's, which may not be ready yet. */
  async begin(installation: Installation): Promise<void> {
    await this.endProcesses();
    for (const proxy of Object.values(this.proxies)) proxy.become({ kind: 'pass' });
    this.options.onStep('Preparing databases and topics');
    await install(installation, { brokers: this.brokers, ownerUrl: this.ownerUrl });
    this.installation = installation;
    this.instants = INSTANTS_AFTER_MS.map((after) => this.now() + after);
    if (hasCampaigns(installation.programme))
      writeFileSync(campaignDocumentIn(this.dataDir), campaignDocument(installation.programme, this.instants));
    this.options.onStep('Starting the services');
    for (const service of installation.processes) await this.add(service);
  }

  /** The services there are. */
  get kinds(): readonly ServiceName[] {
    return serviceNames.filter((service) => this.instancesOf(service).length > 0);
  }

  /** Straight to the broker, with the prefix of this installation's topics. */
  get cluster(): Required<Pick<ClusterOptions, 'brokers' | 'topicPrefix'>> {
    return { brokers: this.brokers, topicPrefix: this.installation?.topicPrefix ?? '' };
  }

  /** Through the proxy, as the services go. */
  get proxiedCluster(): Required<Pick<ClusterOptions, 'brokers' | 'topicPrefix'>> {
    return { ...this.cluster, brokers: [`127.0.0.1:${this.proxyPorts.kafka}`] };
  }

  /** Straight to the broker, past the proxy. */
  get brokers(): readonly string[] {
    return this.stack.brokers;
  }

  /** Of the server's owner, past the proxy. */
  get ownerUrl(): string {
    return this.stack.postgresUrl;
  }

  /** As the service's role, past the proxy. */
  databaseUrl(service: ServiceName): string {
    return runtimeUrl(this.stack.postgresUrl, service);
  }

  /** What the services take for now, in milliseconds since 1970. */
  now(): number {
    return NOW_AT_START + Math.round(performance.now() - this.startedMs);
  }

  pidOf(server: ServerName): number {
    return this.stack.pids[server];
  }

  /** Names of the processes of a service: `ledger`, `ledger-2`. */
  instancesOf(service: ServiceName): string[] {
    return [...this.services].flatMap(([name, process]) => (process.service === service ? [name] : []));
  }

  process(name: string): ServiceProcess {
    const process = this.services.get(name);
    if (!process) throw new Error(`no ${name} is running`);
    return process;
  }

  /** Starts one more process of a service. */
  async add(service: ServiceName): Promise<string> {
    const taken = this.instancesOf(service);
    const name = [service, ...[2, 3, 4, 5].map((number) => `${service}-${number}`)].find(
      (each) => !taken.includes(each),
    );
    if (name === undefined) throw new Error(`there are ${taken.length} of ${service} already`);
    const ports = [...this.services.values()].map(({ url }) => Number(new URL(url).port));
    const started = new ServiceProcess({
      service,
      port: await choosePort([], ports),
      imports: this.options.imports,
      logFile: join(this.dataDir, 'logs', `${name}.log`),
      env: () => this.environment(service, name),
      onEnd: (how) => this.options.onNews(`${name} ended (${how})`),
    });
    this.services.set(name, started);
    started.start();
    return name;
  }

  async remove(name: string): Promise<void> {
    const process = this.process(name);
    this.services.delete(name);
    await process.stop();
  }

  /** @throws Error when it is in vain to wait: a partition is halted, or a process ends by itself again and again */
  async requireHope(): Promise<void> {
    for (const [name, process] of this.services) {
      if (process.crashes >= CRASHES_MAX) throw new Error(`${name} has ended by itself ${process.crashes} times`);
      const halt = (await process.notReadyFor())?.find((reason) => reason.includes(' is halted, '));
      if (halt !== undefined) throw new Error(`${name}: ${halt}`);
    }
  }

  /** Until every process is ready. @throws Error naming those that are not in time, and when it is in vain to wait */
  async ready(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    for (;;) {
      const answers = await Promise.all(
        [...this.services].map(async ([name, each]) => [name, await each.isReady()] as const),
      );
      const missing = answers.flatMap(([name, isReady]) => (isReady ? [] : [name]));
      if (missing.length === 0) return;
      await this.requireHope();
      if (performance.now() > until)
        throw new Error(`not ready within ${withinMs / 1_000} s: ${await this.whyNot(missing)}`);
      await sleep(200);
    }
  }

  private async whyNot(names: readonly string[]): Promise<string> {
    const each = names.map(async (name) => {
      const reasons = await this.services.get(name)?.notReadyFor();
      return `${name} (${reasons?.join('; ') ?? 'gives no answer'})`;
    });
    return (await Promise.all(each)).join(', ');
  }

  /** Resolves when the server answers again, at once when it never stopped. */
  async isBack(server: ServerName): Promise<void> {
    await this.reviving[server];
  }

  /** Ends everything, services without ceremony; what is stored stays. */
  async end(): Promise<void> {
    this.ending = true;
    await this.endProcesses();
    await Promise.all(Object.values(this.reviving));
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.stop()));
    await this.stack.stop();
    process.off('exit', this.killAtExit);
  }

  /** Removes what was stored. */
  discard(): Promise<void> {
    return EmbeddedStack.discard(this.dataDir);
  }

  private async endProcesses(): Promise<void> {
    const processes = [...this.services.values()];
    this.services.clear();
    await Promise.all(processes.map((process) => process.stop('SIGKILL')));
  }

  private environment(service: ServiceName, name: string): NodeJS.ProcessEnv {
    const { installation, dataDir, proxyPorts } = this;
    if (!installation) throw new Error('nothing is installed');
    const databaseUrl = this.databaseUrl(service);
    const surroundings = { installation, dataDir, proxyPorts, databaseUrl, now: this.now() };
    return { ...environmentOf(service, surroundings), ...this.options.envOf(dataDir, name) };
  }

  private revive(server: ServerName): void {
    if (this.ending) return;
    this.options.onNews(`${server} ended`);
    this.reviving[server] = this.startAgain(server).finally(() => delete this.reviving[server]);
  }

  private async startAgain(server: ServerName): Promise<void> {
    for (;;) {
      await sleep(SERVER_DOWN_MS);
      if (this.ending) return;
      try {
        await (server === 'kafka' ? this.stack.restartKafka() : this.stack.restartPostgres());
        this.options.onNews(`${server} is back`);
        return;
      } catch (error) {
        this.options.onNews(
          `${server} could not be started: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }
}
