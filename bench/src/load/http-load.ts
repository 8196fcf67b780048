import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Latencies } from './latencies.js';
import { actionsOf, openLoop, type OpenLoopPlan, type OpenLoopRun } from './open-loop.js';

/** After the last request: what has no answer then has none. */
const GRACE_MS = 5_000;
/** More requests than this at one time wait for a connection, and are counted as waiting. */
const CONNECTIONS = 256;

export interface Asked {
  /** Of requests that were answered with 200. */
  readonly latencies: Latencies;
  readonly run: OpenLoopRun;
  /** What was answered otherwise first. */
  readonly refused?: string;
}

/** Requests at a fixed rate, whatever becomes of those before; time counts from when each was due, to its last byte. */
export async function ask(plan: OpenLoopPlan, urlOf: (index: number) => string): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latencies = new Latencies(actionsOf(plan));
  let refused: string | undefined;
  const run = await openLoop(plan, (from, until, dueAt) => {
    for (let index = from; index < until; index += 1) {
      const url = urlOf(index);
      get(url, { agent }, (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 200) latencies.answered(index, performance.now() - dueAt(index));
          else refused ??= `${response.statusCode} of ${url}`;
        });
      }).on('error', (error) => (refused ??= `${url}: ${error.message}`));
    }
  });
  const end = performance.now() + GRACE_MS;
  while (latencies.unanswered > 0 && performance.now() < end) await sleep(5);
  agent.destroy();
  return { latencies, run, ...(refused === undefined ? {} : { refused }) };
}
