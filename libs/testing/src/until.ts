import { setTimeout as pause } from 'node:timers/promises';

/** Polls, because what is waited for happens in other processes. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, patienceMs = 90_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain until ${what}`);
    await pause(50);
  }
}
