import type { Arm } from '../arms/arm.js';
import { ours } from '../arms/ours.js';
import { stock } from '../arms/stock.js';
import { LiveArm } from '../world/live-arm.js';
import type { World } from '../world/world.js';
import type { Stage } from './rounds.js';
import { sheet, type Figures, type Sheet, type SheetRound, type Subject } from './sheet.js';

interface Scale {
  readonly rounds: number;
  readonly seconds: number;
  /** Of a step on the way to the highest rate. */
  readonly stepSeconds: number;
  /** From one step to the next. */
  readonly factor: number;
  readonly rates: readonly number[];
}

const full: Scale = { rounds: 3, seconds: 10, stepSeconds: 4, factor: 1.25, rates: [100, 500, 1_000, 2_000] };
const short: Scale = { rounds: 1, seconds: 5, stepSeconds: 3, factor: 1.5, rates: [100, 500, 1_000] };

const HIGHEST = 'highest events/s';
const P99_MS = 100;
const WARM_UP = { perSecond: 50, seconds: 4 };

/** (b) From when a purchase is due to be sent until a consumer has its award. */
export async function latency(world: World, quick: boolean, stage: Stage): Promise<Sheet> {
  const scale = quick ? short : full;
  const subject = (arm: Arm, rates: readonly number[], from: number): Subject => ({
    lines: [
      ...rates.map((rate) => ({ name: `${arm.name}, ${rate.toLocaleString('en')}/s`, says: arm.says })),
      { name: `${arm.name}, highest rate`, says: `the highest rate with a p99 below ${P99_MS} ms` },
    ],
    measure: (round) => measured(world, arm, `b${round}-${arm.name.replaceAll(' ', '-')}-`, { ...scale, rates }, from),
  });
  return sheet(
    {
      title: 'b latency',
      columns: ['p50 ms', 'p99 ms', 'max ms', HIGHEST, 'sent late', 'unanswered'],
      notes: [
        `From when an event was due, whenever it was sent; "sent late": more than 10 ms after. Highest rate: the last of`,
        `steps of ${scale.stepSeconds} s, each ${scale.factor} times the one before, ahead of one that twice has a p99 of ${P99_MS} ms or more.`,
      ],
    },
    [subject(stock(false), [100], 40), subject(ours, scale.rates, 200)],
    scale.rounds,
    stage,
  );
}

async function measured(
  world: World,
  arm: Arm,
  topicPrefix: string,
  scale: Scale,
  from: number,
): Promise<readonly SheetRound[]> {
  const live = await LiveArm.start(world, arm, topicPrefix);
  const figures: Figures[] = [];
  try {
    await live.latencies(WARM_UP);
    for (const perSecond of scale.rates) figures.push(await trial(live, perSecond, scale.seconds));
    figures.push({ [HIGHEST]: await highestRate(live, from, scale) });
  } catch (error) {
    await live.end();
    throw error;
  }
  const wrong = await live.finish();
  return figures.map((each) => ({ figures: each, ...(wrong === undefined ? {} : { wrong }) }));
}

async function trial(live: LiveArm, perSecond: number, seconds: number): Promise<Figures> {
  const { latencies, run } = await live.latencies({ perSecond, seconds });
  const { p50, p99, max, unanswered } = latencies.summary();
  return { 'p50 ms': p50, 'p99 ms': p99, 'max ms': max, 'sent late': run.late, unanswered };
}

/** 0 where not even the first step is below. */
async function highestRate(live: LiveArm, from: number, { stepSeconds, factor }: Scale): Promise<number> {
  let reached = 0;
  for (let rate = from; ; rate *= factor) {
    const perSecond = Math.round(rate);
    const holds = async () => staysBelow(live, perSecond, stepSeconds);
    if (!(await holds()) && !(await holds())) return reached;
    reached = perSecond;
  }
}

async function staysBelow(live: LiveArm, perSecond: number, seconds: number): Promise<boolean> {
  const { 'p99 ms': p99 = Infinity } = await trial(live, perSecond, seconds);
  return p99 < P99_MS;
}
