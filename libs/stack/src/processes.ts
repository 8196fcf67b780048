import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const onLinux = process.platform === 'linux';

/**
 * Tells one process from a later one that got the same pid: boot and start time on Linux, start time elsewhere.
 *
 * @returns undefined when no such process runs; a zombie (dead, not yet reaped by its parent) does not run
 */
export function processIdentity(pid: number): string | undefined {
  if (!onLinux) return ps(['-o', 'lstart=', '-p', String(pid)]) || undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether the process runs. Unlike signal 0 this does not count zombies, which nobody may ever reap in a container. */
export const isRunning = (pid: number): boolean => processIdentity(pid) !== undefined;

/**
 * Running processes with these words next to each other in their arguments; never the caller itself. Elsewhere than on
 * Linux arguments are only known as one line, so there the words are looked for in that line.
 */
export function findProcesses(words: readonly string[]): number[] {
  if (!onLinux) {
    return (ps(['-axww', '-o', 'pid=,command=']) ?? '').split('\n').flatMap((line) => {
      const pid = Number.parseInt(line, 10);
      return pid !== process.pid && line.includes(` ${words.join(' ')}`) && isRunning(pid) ? [pid] : [];
    });
  }
  const wanted = `\0${words.join('\0')}\0`;
  return pidsOfLinux().filter((pid) => pid !== process.pid && commandLine(pid).includes(wanted) && isRunning(pid));
}

/** Processes whose program starts with `name` and that work in `directory`. Linux only: elsewhere there are none. */
export function findProcessesIn(directory: string, name: string): number[] {
  if (!onLinux) return [];
  return pidsOfLinux().filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory && commandLine(pid).startsWith(name) && isRunning(pid);
    } catch {
      return false; // ended meanwhile, or somebody else's
    }
  });
}

const pidsOfLinux = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Arguments, each ended by a NUL; empty when the process has ended. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function ps(args: readonly string[]): string | undefined {
  const result = spawnSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Waits until the process is gone. @returns false when it still runs after `timeoutMs` */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs;
  while (isRunning(pid)) {
    if (Date.now() >= until) return false;
    await sleep(25);
  }
  return true;
}

/** Sends a signal; that the process has ended meanwhile is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks a process to end with `polite`, and kills it when it still runs after `patienceMs`. */
export async function endProcess(pid: number, polite: NodeJS.Signals, patienceMs: number): Promise<void> {
  signal(pid, polite);
  if (await waitForEnd(pid, patienceMs)) return;
  signal(pid, 'SIGKILL');
  await waitForEnd(pid, 5_000);
}
