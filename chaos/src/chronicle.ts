import { appendFileSync, writeFileSync } from 'node:fs';

import { describeFault, type Planned } from './schedule.js';

/** What was planned and what happened when: a file beside the data, for whoever wants to see it again. */
export class Chronicle {
  private readonly startedMs = performance.now();

  constructor(
    readonly file: string,
    about: string,
  ) {
    writeFileSync(file, `${about}\n`);
  }

  plan(schedule: readonly Planned[]): void {
    const lines = schedule.map(({ atMs, fault }) => `  ${seconds(atMs)}  ${describeFault(fault)}\n`);
    appendFileSync(
      this.file,
      `Planned, in seconds of load:\n${lines.join('')}Happened, in seconds of the whole run:\n`,
    );
  }

  readonly say = (text: string): void => {
    appendFileSync(this.file, `  ${seconds(performance.now() - this.startedMs)}  ${text}\n`);
  };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3).padStart(9);
}
