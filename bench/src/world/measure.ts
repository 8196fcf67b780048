import { setTimeout as sleep } from 'node:timers/promises';

import { ArmProcess, type Arm } from '../arms/arm.js';
import { slopeOf } from '../report/statistics.js';
import { memoryOf, processorTime, type ProcessorTime } from './processor.js';
import { readIds } from './read-ids.js';
import type { World } from './world.js';

const SAMPLE_MS = 100;
/** An arm that publishes nothing for so long has stopped working. */
const SILENCE_MS = 90_000;
/** Of the work, what only warms up. */
const WARM_UP = 0.1;

export interface Measured {
  readonly eventsPerSecond: number;
  /** Microseconds of processor time per event, by who used it. */
  readonly processorUs: ProcessorTime;
  /** MiB, of the arm's own process. */
  readonly peakMemoryMb: number;
  /** MiB a minute that it grew by in the last two thirds of the work. */
  readonly memorySlopeMb: number;
  /** Bytes per event: what tables and indexes have grown by after a VACUUM, and what was written ahead. */
  readonly storedBytes: number;
  readonly walBytes: number;
  readonly events: number;
  readonly seconds: number;
  /** What the check found; with this, nothing else counts. */
  readonly wrong?: string;
}

interface Sample {
  readonly atMs: number;
  readonly events: number;
  readonly processor: ProcessorTime;
  readonly memoryMb: number;
}

export interface MeasureOptions {
  readonly topicPrefix: string;
  /** Awards there will be. */
  readonly awards: number;
  /** An arm that is not done by then is measured by what it has done. */
  readonly longestSeconds: number;
}

/** Runs one arm on a filled topic and an empty database, until everything is awarded or its time is over; then checks it. */
export async function measure(world: World, arm: Arm, options: MeasureOptions): Promise<Measured> {
  await arm.prepare(world);
  const output = options.topicPrefix + arm.output;
  const before = { records: await world.recordsIn(output), bytes: await databaseBytes(world, arm) };
  const ends = await world.admin.fetchTopicOffsets(output);
  await world.owner.query('checkpoint');
  const walBefore = await world.walBytes();
  const running = ArmProcess.start(arm, world, options.topicPrefix);
  let samples: Sample[];
  let peak: number;
  try {
    samples = await sampleUntilDone(world, running, output, before.records, options);
    peak = memoryOf(running.pid).peak;
  } finally {
    await running.stop();
  }
  const wal = (await world.walBytes()) - walBefore;
  const checked = await arm.check(world);
  const published = await readIds(world, output, ends, arm);
  const wrong = checked.wrong ?? mismatch(checked.awards, published, options, samples);
  const stored = (await databaseBytes(world, arm)) - before.bytes;
  return {
    ...ratesOf(samples),
    peakMemoryMb: peak,
    memorySlopeMb: memorySlopeOf(samples),
    storedBytes: stored / checked.awards,
    walBytes: wal / checked.awards,
    events: checked.awards,
    ...(wrong === undefined ? {} : { wrong }),
  };
}

/** Every award in the database was published, nothing else was, and all there should be are there. */
function mismatch(
  awards: number,
  published: number,
  { awards: wanted, longestSeconds }: MeasureOptions,
  samples: readonly Sample[],
): string | undefined {
  if (published !== awards) return `${awards} awards in the database, ${published} published`;
  const tookMs = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
  if (awards !== wanted && tookMs < longestSeconds * 1_000) return `${awards} awards instead of ${wanted}`;
  return undefined;
}

async function sampleUntilDone(
  world: World,
  running: ArmProcess,
  output: string,
  already: number,
  { awards, longestSeconds }: MeasureOptions,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const { kafka, postgres } = world.stack.pids;
  let newsAtMs = performance.now();
  let firstAtMs = Infinity;
  for (let done = 0; done < awards;) {
    running.expectAlive();
    const events = (await world.recordsIn(output)) - already;
    const atMs = performance.now();
    if (events > done) newsAtMs = atMs;
    else if (atMs - newsAtMs > SILENCE_MS) throw new Error(`nothing was published for ${SILENCE_MS / 1_000} s`);
    if (events > 0) firstAtMs = Math.min(firstAtMs, atMs);
    done = events;
    const processor = processorTime({ service: running.pid, kafka, postgres });
    samples.push({ atMs, events, processor, memoryMb: memoryOf(running.pid).now });
    if (atMs - firstAtMs > longestSeconds * 1_000) break;
    if (done < awards) await sleep(SAMPLE_MS);
  }
  return samples;
}

/** From a tenth of the work on: starting, joining the group and compiling are not the rate. */
function ratesOf(samples: readonly Sample[]): Pick<Measured, 'eventsPerSecond' | 'processorUs' | 'seconds'> {
  const last = samples.at(-1);
  const first = samples.find(({ events }) => events > 0 && events >= (last?.events ?? 0) * WARM_UP);
  if (!first || !last || first === last) return { eventsPerSecond: NaN, processorUs: NOTHING, seconds: NaN };
  const seconds = (last.atMs - first.atMs) / 1_000;
  const events = last.events - first.events;
  const perEvent = (who: keyof ProcessorTime) => ((last.processor[who] - first.processor[who]) * 1e6) / events;
  return {
    eventsPerSecond: events / seconds,
    processorUs: { service: perEvent('service'), postgres: perEvent('postgres'), kafka: perEvent('kafka') },
    seconds,
  };
}

/** What a process takes until it is warm is not growth: the first third of the work is left out. */
function memorySlopeOf(samples: readonly Sample[]): number {
  const third = (samples.at(-1)?.events ?? 0) / 3;
  const steady = samples.filter(({ events }) => events >= third);
  return slopeOf(steady.map(({ atMs, memoryMb }) => [atMs / 60_000, memoryMb]));
}

const NOTHING: ProcessorTime = { service: NaN, postgres: NaN, kafka: NaN };

async function databaseBytes(world: World, { database }: Arm): Promise<number> {
  await world.vacuum(database);
  const [row] = await world.owner.query<{ bytes: number }>('select pg_database_size($1)::float8 as bytes', [database]);
  return row?.bytes ?? NaN;
}
