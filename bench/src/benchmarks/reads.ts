import { setTimeout as sleep } from 'node:timers/promises';

import { choosePort } from '@perennial/stack';

import { ArmProcess, type Arm } from '../arms/arm.js';
import { ours } from '../arms/ours.js';
import { ask } from '../load/http-load.js';
import { LiveArm } from '../world/live-arm.js';
import type { World } from '../world/world.js';
import type { Stage } from './rounds.js';
import { sheet, type Sheet, type SheetRound } from './sheet.js';

interface Scale {
  readonly rounds: number;
  readonly seconds: number;
  /** Purchases there are before anything is asked: what they take gives the full rate. */
  readonly purchases: number;
}

const full: Scale = { rounds: 3, seconds: 10, purchases: 20_000 };
const short: Scale = { rounds: 1, seconds: 5, purchases: 10_000 };

const RATES = [200, 1_000];
const COMPARED = 100;
const COLUMNS = ['p50 ms', 'p99 ms', 'max ms', 'events/s meanwhile', 'full events/s', 'sent late', 'unanswered'];

/** (i) What a member has, asked over HTTP at a fixed rate while purchases come at half the rate the ledger can do. */
export async function readsUnderLoad(world: World, quick: boolean, stage: Stage): Promise<Sheet> {
  const scale = quick ? short : full;
  const lines = RATES.flatMap((rate) =>
    ['perennial', 'bare'].map((name) => ({
      name: `${name}, ${rate.toLocaleString('en')}/s`,
      says:
        name === 'bare'
          ? 'node:http and one prepared statement on the same tables'
          : 'GET /v1/members/{id} of the ledger service, which takes in purchases at the same time',
    })),
  );
  return sheet(
    {
      title: 'i reads under load',
      columns: COLUMNS,
      notes: [
        'From when a request was due to the last byte of its answer. Both are asked while the ledger takes in purchases.',
      ],
    },
    [{ lines, measure: (round) => measured(world, `i${round}-`, scale) }],
    scale.rounds,
    stage,
  );
}

async function measured(world: World, topicPrefix: string, scale: Scale): Promise<readonly SheetRound[]> {
  const ports = { ours: await choosePort([]), bare: 0 };
  ports.bare = await choosePort([], [ports.ours]);
  const arm: Arm = {
    ...ours,
    environment: (...of) => ({ ...ours.environment(...of), LEDGER_PORT: String(ports.ours) }),
  };
  const live = await LiveArm.start(world, arm, topicPrefix);
  const bare = ArmProcess.run(world, {
    name: 'bare read',
    script: 'bench/dist/arms/bare-read.main.js',
    environment: { BENCH_DATABASE_URL: world.urlOf(ours.database), BENCH_PORT: String(ports.bare) },
  });
  const memberUrl = (port: number, customerId: string) => `http://127.0.0.1:${port}/v1/members/${customerId}`;
  const urls = [ports.ours, ports.bare].map((port) => (customerId: string) => memberUrl(port, customerId));
  let rounds: SheetRound[];
  let different: string | undefined;
  try {
    rounds = await asked(live, urls, scale);
    if (!(await live.settled())) throw new Error('the ledger does not get through what it was sent');
    different = await firstDifference(live.customers.slice(-COMPARED), urls);
  } catch (error) {
    await live.end();
    throw error;
  } finally {
    await bare.stop();
  }
  const wrong = different ?? (await live.finish());
  return rounds.map((each) => (wrong === undefined ? each : { ...each, wrong }));
}

async function asked(
  live: LiveArm,
  urls: readonly ((customerId: string) => string)[],
  { seconds, purchases }: Scale,
): Promise<SheetRound[]> {
  const fullRate = await fullRateOf(live, purchases);
  const customers = live.customers;
  const ended = new AbortController();
  const publishing = live.publishUntil(ended.signal, Math.round(fullRate / 2));
  const rounds: SheetRound[] = [];
  try {
    await sleep(2_000);
    for (const perSecond of RATES) {
      for (const urlOf of urls) {
        // Every customer in turn, in steps that have no factor in common with how many there are: far apart from each other.
        const customerOf = (index: number) => customers[(index * 7_919) % customers.length] ?? '';
        await ask({ perSecond, seconds: 1 }, (index) => urlOf(customerOf(index)));
        const [before, from] = [live.awarded, performance.now()];
        const { latencies, run, refused } = await ask({ perSecond, seconds }, (index) => urlOf(customerOf(index)));
        const { p50, p99, max, unanswered } = latencies.summary();
        const figures = {
          'p50 ms': p50,
          'p99 ms': p99,
          'max ms': max,
          'events/s meanwhile': ((live.awarded - before) * 1_000) / (performance.now() - from),
          'full events/s': fullRate,
          'sent late': run.late,
          unanswered,
        };
        rounds.push({ figures, ...(refused === undefined ? {} : { wrong: refused }) });
      }
    }
  } finally {
    ended.abort();
    await publishing;
  }
  return rounds;
}

/** A tenth first, to warm up. */
async function fullRateOf(live: LiveArm, purchases: number): Promise<number> {
  let from = 0;
  for (const count of [Math.round(purchases / 10), purchases]) {
    from = performance.now();
    await live.send(count);
    if (!(await live.settled())) throw new Error(`${count} purchases take longer than three minutes`);
  }
  return (purchases * 1_000) / (performance.now() - from);
}

interface Answer {
  readonly balance?: { readonly available: number };
  readonly available?: number;
  readonly earned: number;
}

/** Both say the same of a member, now that nothing happens. */
async function firstDifference(
  customers: readonly string[],
  urls: readonly ((customerId: string) => string)[],
): Promise<string | undefined> {
  for (const customerId of customers) {
    const answers = await Promise.all(
      urls.map(async (urlOf) => (await fetch(urlOf(customerId))).json() as Promise<Answer>),
    );
    const [said, rows] = answers.map(({ balance, available, earned }) =>
      JSON.stringify([balance?.available ?? available, earned]),
    );
    if (said !== rows) return `the ledger says ${said} of ${customerId}, the rows say ${rows}`;
  }
  return undefined;
}
