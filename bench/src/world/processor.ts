import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the clock of Linux in a second, as /proc counts: 100 on every machine that Node runs on. */
const TICKS = 100;

/** Processor seconds used so far by who does the work; NaN where there is no /proc to tell. */
export interface ProcessorTime {
  readonly service: number;
  readonly postgres: number;
  readonly kafka: number;
}

export function processorTime(pids: { service: number; postgres: number; kafka: number }): ProcessorTime {
  return { service: ownSeconds(pids.service), postgres: familySeconds(pids.postgres), kafka: ownSeconds(pids.kafka) };
}

/** The memory of a process now and at its highest so far, in MiB; NaN where there is no /proc. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = read(`/proc/${pid}/status`) ?? '';
  const inMb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? NaN) / 1_024;
  return { now: inMb('VmRSS'), peak: inMb('VmHWM') };
}

function ownSeconds(pid: number): number {
  return statOf(pid)?.seconds ?? NaN;
}

/** With its children: those that have ended stand in its own count. */
function familySeconds(pid: number): number {
  const children = pidsOfAll()
    .map(statOf)
    .filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + (stat?.seconds ?? 0), ownSeconds(pid));
}

function statOf(pid: number): { parent: number; seconds: number } | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in brackets may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
  return { parent: Number(fields[1]), seconds: ticks / TICKS };
}

function pidsOfAll(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
