import type { Patch } from './patch.js';

export const failpointNames = ['before-commit', 'after-commit', 'before-publish', 'after-publish'] as const;
export type FailpointName = (typeof failpointNames)[number];

const reached = (name: FailpointName): string => `globalThis.__reached('${name}');`;

/** Places where a process can be made to end itself, in the built files of the libraries every service shares. */
export const failpoints: readonly Patch[] = [
  {
    file: 'libs/messaging/dist/chunk.js',
    find: 'const written = await insertOutbox(tx, [',
    replace: `${reached('before-commit')} const written = await insertOutbox(tx, [`,
  },
  {
    file: 'libs/messaging/dist/settlement.js',
    find: 'const outcome = await withHeartbeats(this.apply(plan), control.heartbeat);',
    replace: `const outcome = await withHeartbeats(this.apply(plan), control.heartbeat); ${reached('after-commit')}`,
  },
  {
    file: 'libs/messaging/dist/publisher.js',
    find: 'await this.with_.eventLog.publish(records);',
    replace: `${reached('before-publish')} await this.with_.eventLog.publish(records); ${reached('after-publish')}`,
  },
];
