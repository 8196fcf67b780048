import type { Patch } from './patch.js';

/** Where a process can be killed. */
export const failpointNames = ['before-commit', 'after-commit', 'before-publish', 'after-publish'] as const;
/** Where it can be killed or frozen. `at-commit`: a chunk has drawn the ids of its messages, and is not committed yet. */
export type FailpointName = (typeof failpointNames)[number] | 'at-commit';

/** What a process is told: which failpoint is armed, and what it does to itself there. */
export interface Orders {
  readonly failpoint: string;
  /** At which arrival there, from 1. */
  readonly times: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** Whoever comes there later goes on: nobody would wake it. Milliseconds since 1970. */
  readonly untilMs: number;
}

const reached = (name: FailpointName): string => `globalThis.__reached('${name}');`;

/** Places where a process can be made to end or to stop itself, in the built files of the libraries every service shares. */
export const failpoints: readonly Patch[] = [
  {
    file: 'libs/messaging/dist/chunk.js',
    find: 'const written = await insertOutbox(tx, ',
    replace: `${reached('before-commit')} const written = await insertOutbox(tx, `,
  },
  {
    file: 'libs/messaging/dist/chunk.js',
    find: 'const applied = [',
    replace: `${reached('at-commit')} const applied = [`,
  },
  {
    file: 'libs/messaging/dist/lanes.js',
    find: 'const outcome = await applyChunk(plans, this.with_);',
    replace: `const outcome = await applyChunk(plans, this.with_); ${reached('after-commit')}`,
  },
  {
    file: 'libs/messaging/dist/publisher.js',
    find: 'await this.with_.eventLog.publish(records);',
    replace: `${reached('before-publish')} await this.with_.eventLog.publish(records); ${reached('after-publish')}`,
  },
];
