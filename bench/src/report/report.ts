import { cpus, totalmem } from 'node:os';

import type { Contest } from '../benchmarks/rounds.js';
import type { Sheet } from '../benchmarks/sheet.js';
import type { Measured } from '../world/measure.js';
import { sheetReportOf, sheetTableOf, type SheetReport } from './sheet-report.js';
import { median, ratioOf, type Ratio } from './statistics.js';
import { aligned, roundsText } from './text.js';

/** What is said of one contestant: medians over the rounds. */
export interface Line {
  readonly name: string;
  readonly says: string;
  readonly eventsPerSecond: number;
  /** Microseconds of processor time per event. */
  readonly processorUs: { readonly service: number; readonly postgres: number; readonly kafka: number };
  readonly peakMemoryMb: number;
  readonly storedBytes: number;
  readonly walBytes: number;
  /** The last contestant's rate and processor time against this one's: how many times as fast. */
  readonly oursAgainstIt: { readonly rate: Ratio; readonly processor: Ratio };
  readonly wrong?: string;
}

export interface Report {
  readonly at: string;
  readonly machine: { readonly cores: number; readonly memoryGb: number; readonly node: string };
  readonly contests: readonly ContestReport[];
  readonly sheets: readonly SheetReport[];
  /** Benchmarks that ended without a result. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly benchmark: string;
  readonly error: string;
}

export interface ContestReport {
  readonly title: string;
  readonly rounds: number;
  readonly lines: readonly Line[];
}

export function reportOf(
  contests: readonly Contest[],
  sheets: readonly Sheet[],
  failures: readonly Failure[],
  at: Date,
): Report {
  const machine = { cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version };
  return {
    at: at.toISOString(),
    machine,
    contests: contests.map(contestOf),
    sheets: sheets.map(sheetReportOf),
    failures,
  };
}

function contestOf({ title, results }: Contest): ContestReport {
  const ours = results.at(-1)?.rounds ?? [];
  const lines = results.map(({ name, says, rounds }): Line => {
    const wrong = rounds.find((each) => each.wrong !== undefined)?.wrong;
    const of = (pick: (each: Measured) => number) => median(rounds.map(pick));
    return {
      name,
      says,
      eventsPerSecond: wrong === undefined ? of((each) => each.eventsPerSecond) : 0,
      processorUs: {
        service: of((each) => each.processorUs.service),
        postgres: of((each) => each.processorUs.postgres),
        kafka: of((each) => each.processorUs.kafka),
      },
      peakMemoryMb: of((each) => each.peakMemoryMb),
      storedBytes: of((each) => each.storedBytes),
      walBytes: of((each) => each.walBytes),
      oursAgainstIt: {
        rate: ratioOf(ours.map(rateOf), rounds.map(rateOf)),
        processor: ratioOf(rounds.map(processorOf), ours.map(processorOf)),
      },
      ...(wrong === undefined ? {} : { wrong }),
    };
  });
  return { title, rounds: ours.length, lines };
}

/** What a check found wrong counts for nothing. */
const rateOf = ({ eventsPerSecond, wrong }: Measured): number => (wrong === undefined ? eventsPerSecond : 0);

const processorOf = ({ processorUs: { service, postgres, kafka } }: Measured): number => service + postgres + kafka;

/** The same for people. */
export function tableOf({ contests, sheets, failures, machine }: Report): string {
  const where = `${machine.cores} cores, ${machine.memoryGb} GiB, Node ${machine.node}`;
  const legend = `"against it": the last line's rate, and what it needs of the processors, against that line's, round by round.`;
  return [
    ...contests.map(contestTable),
    ...sheets.map(sheetTableOf),
    ...failures.map(({ benchmark, error }) => `${benchmark} could not be measured: ${error}`),
    contests.length > 0 ? `${legend} ${where}.` : `${where}.`,
  ].join('\n\n');
}

function contestTable({ title, lines, rounds }: ContestReport): string {
  const head = [
    '',
    'events/s',
    'against it',
    'processor µs: service',
    'Postgres',
    'Kafka',
    'against it',
    'peak MiB',
    'bytes',
    'WAL',
  ];
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  const times = ({ median: middle, lowest, highest }: Ratio) =>
    lowest === highest ? `${middle.toFixed(2)}×` : `${middle.toFixed(2)}× (${lowest.toFixed(2)}–${highest.toFixed(2)})`;
  const rows = lines.map((line) => [
    line.name,
    line.wrong === undefined ? whole(line.eventsPerSecond) : '0',
    times(line.oursAgainstIt.rate),
    whole(line.processorUs.service),
    whole(line.processorUs.postgres),
    whole(line.processorUs.kafka),
    times(line.oursAgainstIt.processor),
    whole(line.peakMemoryMb),
    whole(line.storedBytes),
    whole(line.walBytes),
  ]);
  const wrong = lines.flatMap(({ name, wrong: what }) =>
    what === undefined ? [] : [`  ${name} does not count: ${what}`],
  );
  return [`${title}, ${roundsText(rounds)}`, ...aligned([head, ...rows]), ...wrong].join('\n');
}
