import { defaultTiming } from '@perennial/messaging';

import type { ServiceName } from './workspace.js';

/** After this time without a heartbeat the broker takes a member of a group for dead. */
export const SESSION_MS = defaultTiming.sessionTimeoutMs;

/**
 * Since when nobody hinders services in recovering from kills, in milliseconds of one clock.
 *
 * A member that is killed while its group waits for an earlier dead one has a session too, but the broker counts it from the
 * end of that wait only: of a member that is joining it wants no heartbeats. And a broker that comes back gives every member
 * it knows of a whole session again. Whoever is killed before it has joined is no member yet, and counts as one here.
 */
export class Disturbances {
  private readonly hinderedMs = new Map<ServiceName, number>();
  /** Of services that have not recovered: when the broker begins to miss whoever was killed last. */
  private readonly missedFromMs = new Map<ServiceName, number>();

  /** Something hinders the services, or has just ceased to. */
  hinder(services: readonly ServiceName[], nowMs: number): void {
    for (const service of services) this.hinderedMs.set(service, nowMs);
  }

  kill(service: ServiceName, nowMs: number): void {
    this.hinder([service], nowMs);
    const before = this.missedFromMs.get(service) ?? -Infinity;
    // Whoever dies in the same wait has its session at the same time; whoever dies in the next one waits for that as well.
    this.missedFromMs.set(service, before > nowMs ? before : Math.max(nowMs, before + SESSION_MS));
  }

  brokerIsBack(nowMs: number): void {
    for (const [service, before] of this.missedFromMs) this.missedFromMs.set(service, Math.max(nowMs, before));
  }

  /** It works: its group waits for nobody. */
  recovered(service: ServiceName): void {
    this.missedFromMs.delete(service);
  }

  /** From when on the services, all together, have had the time that they need. */
  of(services: readonly ServiceName[]): number {
    return Math.max(
      ...services.flatMap((service) => [this.hinderedMs.get(service) ?? 0, this.missedFromMs.get(service) ?? 0]),
    );
  }
}
