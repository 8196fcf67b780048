import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Database } from '@perennial/persistence';
import type { ServerName } from '@perennial/stack';
import type { Network } from '@perennial/testing';

import type { FailpointName, Orders } from './patches/failpoints.js';
import type { Random } from '@perennial/testing';
import type { Recoveries } from './recoveries.js';
import { describeFault, type Fault, type Planned } from './schedule.js';
import type { World } from './world.js';
import type { ServiceName } from './workspace.js';

/** One that is armed may wait for work that never comes: then it is killed where it is. */
const FAILPOINT_MS_MAX = 6_000;
/** Before it is woken no process stops itself any more. */
const WAKE_MS = 200;
const LEDGERS_MAX = 3;

const isServer = (target: ServiceName | ServerName): target is ServerName =>
  target === 'kafka' || target === 'postgres';

/** The file in which a process finds which failpoint is armed. */
export const ordersFile = (dataDir: string, name: string): string => join(dataDir, `orders-${name}.json`);

/** Carries a schedule out. */
export class Faults {
  kills = 0;
  private readonly running = new Set<Promise<void>>();
  /** What each network was told last. */
  private readonly networks = new Map<ServerName, Network>();

  constructor(
    private readonly world: World,
    private readonly recoveries: Recoveries,
    private readonly random: Random,
    private readonly onNews: (text: string) => void,
  ) {}

  /** Resolves when the last fault is over. */
  async run(schedule: readonly Planned[]): Promise<void> {
    const startedMs = performance.now();
    for (const { atMs, fault } of schedule) {
      await sleep(Math.max(0, startedMs + atMs - performance.now()));
      const running = this.carryOut(fault).catch((error: unknown) => {
        this.onNews(
          `${describeFault(fault)} could not be done: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
      this.running.add(running);
      void running.finally(() => this.running.delete(running));
    }
    await Promise.all(this.running);
  }

  private async carryOut(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'kill':
        return this.kill(fault.target, fault.failpoint);
      case 'freeze':
        return this.freeze(fault.target, fault.forMs, fault.failpoint);
      case 'network':
        return this.duringFault(describeFault(fault), this.world.kinds, () => this.network(fault));
      case 'end-sessions':
        return this.duringFault(describeFault(fault), this.world.kinds, () =>
          this.endSessions(fault.times, fault.everyMs),
        );
      case 'rebalance':
        return this.rebalance(fault.how, fault.forMs);
    }
  }

  private async duringFault(text: string, services: readonly ServiceName[], work: () => Promise<void>): Promise<void> {
    this.onNews(text);
    this.recoveries.disturb(services);
    try {
      await work();
    } finally {
      this.recoveries.disturb(services);
    }
  }

  private async network({ on, network, reset, forMs }: Extract<Fault, { kind: 'network' }>): Promise<void> {
    const proxy = this.world.proxies[on];
    this.networks.set(on, network);
    proxy.become(network);
    if (network.kind === 'refuse') proxy.reset();
    await sleep(forMs);
    if (reset) proxy.reset();
    // A later fault goes on to its own end.
    if (this.networks.get(on) === network) proxy.become({ kind: 'pass' });
  }

  private async kill(target: ServiceName | ServerName, failpoint: FailpointName | undefined): Promise<void> {
    if (isServer(target)) {
      await this.world.isBack(target);
      this.onNews(`kill -9 ${target}`);
      process.kill(this.world.pidOf(target), 'SIGKILL');
      this.kills += 1;
      // Told of its end, the world starts it again.
      this.recoveries.followServer(target, async () => {
        await sleep(500);
        await this.world.isBack(target);
      });
      return;
    }
    const name = this.random.pick(this.world.instancesOf(target));
    if (failpoint) await this.arm(name, failpoint);
    else {
      this.onNews(`kill -9 ${name}`);
      this.world.process(name).signal('SIGKILL');
    }
    this.kills += 1;
    this.recoveries.followService(failpoint ? `${target} at ${failpoint}` : target, target);
  }

  private async arm(name: string, failpoint: FailpointName): Promise<void> {
    const process = this.world.process(name);
    const { starts } = process;
    const times = this.random.between(1, 3);
    this.order(name, { failpoint, times, signal: 'SIGKILL', untilMs: Number.MAX_SAFE_INTEGER });
    const until = performance.now() + FAILPOINT_MS_MAX;
    while (process.starts === starts && process.pid !== undefined && performance.now() < until) await sleep(20);
    const isReached = process.starts !== starts || process.pid === undefined;
    this.onNews(`kill -9 ${name}${isReached ? ` at ${failpoint}` : `, which did not come to ${failpoint}`}`);
    if (!isReached) process.signal('SIGKILL');
  }

  private order(name: string, orders: Orders): void {
    writeFileSync(ordersFile(this.world.dataDir, name), JSON.stringify(orders));
    this.world.process(name).signal('SIGUSR2');
  }

  private async freeze(target: ServiceName | ServerName, forMs: number, failpoint?: FailpointName): Promise<void> {
    const name = isServer(target) ? target : this.random.pick(this.world.instancesOf(target));
    const services = isServer(target) ? this.world.kinds : [target];
    await this.duringFault(`freeze ${name} for ${forMs} ms`, services, async () => {
      const pid = isServer(target) ? this.world.pidOf(target) : this.world.process(name).pid;
      if (!pid) return; // it is being started
      const untilMs = Date.now() + forMs - WAKE_MS;
      if (failpoint) this.order(name, { failpoint, times: 1, signal: 'SIGSTOP', untilMs });
      else signal(pid, 'SIGSTOP');
      await sleep(forMs);
      signal(pid, 'SIGCONT');
    });
  }

  private async endSessions(times: number, everyMs: number): Promise<void> {
    const db = await Database.connect({ url: this.world.ownerUrl, applicationName: 'chaos', poolSize: 1 });
    try {
      for (let time = 0; time < times; time += 1) {
        await db.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user`);
        await sleep(everyMs);
      }
    } finally {
      await db.close();
    }
  }

  private async rebalance(how: 'more' | 'fewer', forMs: number): Promise<void> {
    const ledgers = this.world.instancesOf('ledger');
    if (how === 'more' && ledgers.length >= LEDGERS_MAX) return;
    if (how === 'fewer' && ledgers.length < 2) return;
    await this.duringFault(`one ledger ${how === 'more' ? 'more' : 'less'}`, ['ledger'], async () => {
      if (how === 'more') {
        const name = await this.world.add('ledger');
        await sleep(forMs);
        await this.world.remove(name);
      } else {
        await this.world.remove(ledgers.at(-1) ?? '');
        await sleep(forMs);
        await this.world.add('ledger');
      }
    });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ended meanwhile
  }
}
