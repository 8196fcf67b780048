import { setTimeout as sleep } from 'node:timers/promises';

import { groupLag } from '@perennial/messaging';
import type { ServerName } from '@perennial/stack';

import { Disturbances } from './disturbances.js';
import { consumedBy } from './topics.js';
import { within } from './within.js';
import type { World } from './world.js';
import type { ServiceName } from './workspace.js';

/** How a kill ended for those it concerned. */
export interface Recovery {
  readonly what: string;
  /** Since nothing hindered it any more (`Disturbances`): the kill, or what came while it was recovered from. Milliseconds. */
  readonly ms: number;
  /** Since the kill. */
  readonly sinceKillMs: number;
}

const LOOK_EVERY_MS = 400;

/** Follows each kill until whoever it hit is ready and works again. */
export class Recoveries {
  readonly all: Recovery[] = [];
  private readonly running = new Map<
    Promise<void>,
    { readonly what: string; readonly services: readonly ServiceName[] }
  >();
  private readonly disturbances = new Disturbances();

  constructor(private readonly world: World) {}

  /** From now on it is others' fault that these are not ready. */
  disturb(services: readonly ServiceName[] = this.world.kinds): void {
    this.disturbances.hinder(services, performance.now());
  }

  /** One of the service's processes was killed. */
  followService(what: string, service: ServiceName): void {
    this.disturbances.kill(service, performance.now());
    this.follow(what, [service], () => Promise.resolve());
  }

  /** @param isUp resolves when the server has been started again */
  followServer(server: ServerName, isUp: () => Promise<void>): void {
    this.disturb();
    this.follow(server, this.world.kinds, async () => {
      await isUp();
      this.disturb();
      if (server === 'kafka') this.disturbances.brokerIsBack(performance.now());
    });
  }

  private follow(what: string, services: readonly ServiceName[], isUp: () => Promise<void>): void {
    const killedMs = performance.now();
    const following = this.recovered(services, isUp).then(() => {
      const nowMs = performance.now();
      const ms = Math.max(0, Math.round(nowMs - this.disturbances.of(services)));
      this.all.push({ what, ms, sinceKillMs: Math.round(nowMs - killedMs) });
    });
    this.running.set(following, { what, services });
    void following.finally(() => {
      this.running.delete(following);
      const others = new Set([...this.running.values()].flatMap((other) => other.services));
      for (const service of services) if (!others.has(service)) this.disturbances.recovered(service);
    });
  }

  /** When everything followed so far has recovered. @throws Error naming what has not, after a time nobody should wait */
  async settled(withinMs: number): Promise<void> {
    const all = Promise.all(this.running.keys());
    await within(
      withinMs,
      all,
      () => `never recovered from kill -9: ${[...this.running.values()].map(({ what }) => what).join(', ')}`,
    );
  }

  private async recovered(services: readonly ServiceName[], isUp: () => Promise<void>): Promise<void> {
    await isUp();
    await Promise.all(services.map((service) => this.works(service)));
  }

  /** All its processes are ready, and what is committed has moved or nothing waits. */
  private async works(service: ServiceName): Promise<void> {
    let before = await this.progressOf(service);
    for (;;) {
      await sleep(LOOK_EVERY_MS);
      const instances = this.world.instancesOf(service).map((name) => this.world.process(name));
      const ready = await Promise.all(instances.map((instance) => instance.isReady()));
      if (!ready.every(Boolean)) continue;
      const now = await this.progressOf(service);
      if (now && (now.lag === 0n || (before && now.committed > before.committed))) return;
      before ??= now;
    }
  }

  private async progressOf(group: ServiceName): Promise<{ lag: bigint; committed: bigint } | undefined> {
    try {
      const lags = await groupLag({ ...this.world.cluster, group, topics: consumedBy[group] });
      return {
        lag: lags.reduce((sum, { lag }) => sum + lag, 0n),
        committed: lags.reduce((sum, { committed }) => sum + (committed ?? 0n), 0n),
      };
    } catch {
      return undefined; // the broker is away
    }
  }
}
