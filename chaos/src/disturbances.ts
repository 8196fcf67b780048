import type { ServiceName } from './workspace.js';

/** After this time without a heartbeat the broker takes a member of a group for dead: what the services tell it. Milliseconds. */
export const SESSION_MS = 10_000;

/** In milliseconds of one clock. */
export interface Disturbance {
  /** Since when nothing hinders them any more. */
  readonly sinceMs: number;
  /** When the broker begins to miss whoever was killed last: `sinceMs`, or up to a session after it. */
  readonly missedFromMs: number;
}

/**
 * Since when nobody hinders services in recovering.
 *
 * A member that is killed while its group still waits for an earlier dead one has a session too, but the broker counts it from
 * the end of that wait only: of a member that is joining it wants no heartbeats. And a broker that comes back gives every
 * member it knows of a whole session again.
 */
export class Disturbances {
  private readonly last = new Map<ServiceName, Disturbance>();

  /** Something hinders the services, or has just ceased to. */
  hinder(services: readonly ServiceName[], nowMs: number): void {
    for (const service of services) {
      const missedFromMs = Math.max(nowMs, this.last.get(service)?.missedFromMs ?? 0);
      this.last.set(service, { sinceMs: nowMs, missedFromMs });
    }
  }

  /** @param areRecovering services that have not recovered from an earlier kill */
  kill(services: readonly ServiceName[], areRecovering: ReadonlySet<ServiceName>, nowMs: number): void {
    for (const service of services) {
      const before = areRecovering.has(service) ? this.last.get(service) : undefined;
      // Whoever dies while joining has its session at the same time as all others who did: one more, not one for each.
      const waitsUntilMs = before && (before.missedFromMs > nowMs ? before.missedFromMs : before.sinceMs + SESSION_MS);
      this.last.set(service, { sinceMs: nowMs, missedFromMs: Math.max(nowMs, waitsUntilMs ?? 0) });
    }
  }

  /** The latest of any of them. */
  of(services: readonly ServiceName[]): Disturbance {
    const all = services.flatMap((service) => this.last.get(service) ?? []);
    return {
      sinceMs: Math.max(0, ...all.map(({ sinceMs }) => sinceMs)),
      missedFromMs: Math.max(0, ...all.map(({ missedFromMs }) => missedFromMs)),
    };
  }
}
