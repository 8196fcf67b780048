import type { Missing } from './snapshot.js';

/** Whom to lock and what to load; only ever grows while a chunk is decided. */
export type Wanted = Missing;

/** What is wanted after a decision found something missing; undefined when that brings nothing new. */
export function extend(wanted: Wanted, missing: Missing): Wanted | undefined {
  const next: Wanted = {
    members: new Set([...wanted.members, ...missing.members]),
    lots: wanted.lots || missing.lots,
    histories: new Set([...wanted.histories, ...missing.histories]),
    graph: wanted.graph || missing.graph,
    connected: new Set([...wanted.connected, ...missing.connected]),
  };
  return sizeOf(next) > sizeOf(wanted) ? next : undefined;
}

function sizeOf({ members, lots, histories, graph, connected }: Wanted): number {
  return members.size + histories.size + connected.size + (lots ? 1 : 0) + (graph ? 1 : 0);
}
