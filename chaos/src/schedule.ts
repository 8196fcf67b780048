import type { ServerName } from '@perennial/stack';
import type { Network } from '@perennial/testing';

import { failpointNames, type FailpointName } from './patches/failpoints.js';
import type { Random } from '@perennial/testing';
import type { ServiceName } from './workspace.js';

export type Fault =
  /** `kill -9`; at a failpoint: there, by the process itself. Which of a service's processes is drawn when it is done. */
  | { readonly kind: 'kill'; readonly target: ServiceName | ServerName; readonly failpoint?: FailpointName }
  /** SIGSTOP, then SIGCONT. At a failpoint of a service: there, by the process itself, for what is left of the time then. */
  | {
      readonly kind: 'freeze';
      readonly target: ServiceName | ServerName;
      readonly failpoint?: FailpointName;
      readonly forMs: number;
    }
  /** What the network does; `reset`: at the end open connections are reset, so that what was held never arrives. */
  | {
      readonly kind: 'network';
      readonly on: ServerName;
      readonly network: Network;
      readonly reset?: true;
      readonly forMs: number;
    }
  /** pg_terminate_backend of every session of the services. */
  | { readonly kind: 'end-sessions'; readonly times: number; readonly everyMs: number }
  /** One more ledger for a while, or one less. */
  | { readonly kind: 'rebalance'; readonly how: 'more' | 'fewer'; readonly forMs: number };

export interface Planned {
  /** Milliseconds since the load began. */
  readonly atMs: number;
  readonly fault: Fault;
}

/** Of 11 kills 3 each hit a service, one the broker and one the database. */
const VICTIMS: readonly (ServiceName | ServerName)[] = [
  ...['ledger', 'ledger', 'ledger', 'campaign', 'campaign', 'campaign'],
  ...['metrics', 'metrics', 'metrics', 'kafka', 'postgres'],
] as (ServiceName | ServerName)[];

/** At the beginning nothing is under way yet. */
const QUIET_MS = 1_500;
const FAULT_MS_MAX = 8_000;
/** Longer than a session at the broker lives: others take over, and the frozen one wakes as a ghost. */
const GHOST_MS = 13_000;

/** What goes wrong and when: kills spread evenly, and between them everything else. */
export function scheduleOf(random: Random, kills: number, durationMs: number): Planned[] {
  const slots = Math.max(1, kills);
  const slotMs = (durationMs - QUIET_MS) / slots;
  const planned: Planned[] = [];
  let victims: (ServiceName | ServerName)[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    const from = QUIET_MS + slot * slotMs;
    if (kills > 0) {
      if (victims.length === 0) victims = random.shuffled(VICTIMS);
      const target = victims.shift() ?? 'ledger';
      planned.push({ atMs: Math.round(from + random.next() * slotMs * 0.4), fault: killOf(target, random) });
    }
    if (random.chance(0.7)) {
      planned.push({ atMs: Math.round(from + random.next() * slotMs), fault: otherFault(random, slotMs) });
    }
  }
  return planned.sort((a, b) => a.atMs - b.atMs);
}

function killOf(target: ServiceName | ServerName, random: Random): Fault {
  if (target === 'kafka' || target === 'postgres' || !random.chance(0.5)) return { kind: 'kill', target };
  return { kind: 'kill', target, failpoint: random.pick(failpointNames) };
}

function otherFault(random: Random, slotMs: number): Fault {
  const forMs = random.between(500, Math.max(600, Math.min(FAULT_MS_MAX, Math.round(slotMs / 2))));
  const on = random.pick(['kafka', 'postgres'] as const);
  switch (random.between(0, 5)) {
    case 0: {
      const target = random.pick(['ledger', 'ledger', 'campaign', 'metrics', 'kafka', 'postgres'] as const);
      const isGhost = target !== 'kafka' && target !== 'postgres' && slotMs > GHOST_MS && random.chance(0.3);
      return { kind: 'freeze', target, forMs: isGhost ? GHOST_MS : forMs };
    }
    case 1:
      return { kind: 'end-sessions', times: random.between(1, 20), everyMs: 200 };
    case 2:
      return { kind: 'rebalance', how: random.pick(['more', 'fewer']), forMs: forMs + 3_000 };
    default:
      return { kind: 'network', on, ...networkFault(random), forMs };
  }
}

function networkFault(random: Random): { readonly network: Network; readonly reset?: true } {
  switch (random.between(0, 4)) {
    case 0:
      return { network: { kind: 'late', ms: random.between(20, 400) } };
    case 1:
      return { network: { kind: 'slow', bytesPerSecond: random.between(1_000, 20_000) } };
    case 2:
      return { network: { kind: 'refuse' }, reset: true };
    case 3:
      return { network: { kind: 'hold' } };
    default:
      return { network: { kind: 'hold' }, reset: true };
  }
}

/** One line for a person and for the file. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.target}${fault.failpoint ? ` at ${fault.failpoint}` : ''}`;
    case 'freeze':
      return `freeze ${fault.target}${fault.failpoint ? ` at ${fault.failpoint}` : ''} for ${fault.forMs} ms`;
    case 'network': {
      const { kind, ...more } = fault.network;
      const how = Object.entries(more).map(([name, value]) => ` ${name} ${value}`);
      return `network to ${fault.on}: ${kind}${how.join('')} for ${fault.forMs} ms${fault.reset ? ', then reset' : ''}`;
    }
    case 'end-sessions':
      return `end all sessions of the database, ${fault.times} times, every ${fault.everyMs} ms`;
    case 'rebalance':
      return `one ledger ${fault.how === 'more' ? 'more' : 'less'} for ${fault.forMs} ms`;
  }
}
